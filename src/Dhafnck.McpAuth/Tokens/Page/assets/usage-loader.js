// Asks for the use of each row when it comes into view, a few at a time.

const requests = 3;

/** A loader for elements with `ask`, which gets what to show and shows it. */
export function usageLoader(signal) {
  let waiting = [];
  let running = 0;
  const observer = new IntersectionObserver(entries => {
    for (const { target, isIntersecting } of entries) {
      waiting = waiting.filter(row => row !== target);
      if (isIntersecting) {
        waiting.push(target);
      }
    }

    next();
  }, { rootMargin: "100px" });
  signal.addEventListener("abort", () => observer.disconnect());

  async function next() {
    if (running >= requests || waiting.length === 0 || signal.aborted) {
      return;
    }

    const row = waiting.shift();
    observer.unobserve(row);
    running += 1;
    try {
      await row.ask({ signal, quiet: true });
    } catch {
      // The list is whole without the chart; a lost sign-in shows at the next thing that is done.
    } finally {
      running -= 1;
      next();
    }
  }

  return {
    watch: row => observer.observe(row),
    clear: () => {
      observer.disconnect();
      waiting = [];
    },
  };
}
