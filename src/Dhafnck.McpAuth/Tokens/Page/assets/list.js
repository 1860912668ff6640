// The list of tokens, as many of them as a person looks at.

import { readUsage, send } from "./api.js";
import { sparkline } from "./chart.js";
import { announce, h, icon } from "./dom.js";
import { count, day, fromNow, plural, timeOf } from "./format.js";
import { badge, chips, expiresSoon, failed, heading, limitLeft, loading, soon, tokenHref, whenBoth } from "./parts.js";
import { revoke } from "./revoke.js";

const pageSize = 50;
const usageRequests = 3;
const states = [["active", "Active"], ["soon", "Expiring soon"], ["expired", "Expired"], ["revoked", "Revoked"], ["any", "All"]];
const sorts = [["-created_at", "Newest first"], ["name", "Name"], ["expires_at", "Expiring first"], ["-last_used_at", "Last used first"]];
const columns = ["Token", "Scopes", "Expires", "Last used", "Requests", "Limit this hour", "State", "Actions"];

// What was looked for, for when a person comes back from one of the tokens.
const chosen = { name: "", state: "active", sort: "-created_at" };

export async function listView({ signal }) {
  const rows = h("tbody", { role: "rowgroup" });
  const table = h("table", { class: "tokens", role: "table", "aria-label": "Tokens" },
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, columns.map(title => h("th", { role: "columnheader", scope: "col" }, title)))), rows);
  const total = h("p", { class: "total" });
  const more = h("button", { type: "button", class: "button", on: { click: () => load(true) } }, "Show more");
  const result = h("div", {});
  const usages = usageLoader(signal);
  let loaded = 0;
  let latest = 0;

  async function load(next = false) {
    // An answer that comes after that to a later question is no longer wanted.
    const question = ++latest;
    more.disabled = true;
    try {
      const { data } = await send("GET", `/?${query(next ? loaded : 0)}`, { signal });
      if (question === latest) {
        show(data, next);
      }
    } catch (failure) {
      if (failure.name !== "AbortError" && question === latest) {
        result.replaceChildren(failed(failure, () => load(next)));
      }
    } finally {
      more.disabled = false;
    }
  }

  function show({ data, total: all }, next) {
    if (!next) {
      usages.clear();
      rows.replaceChildren();
      loaded = 0;
    }

    const added = data.map(token => row(token));
    rows.append(...added);
    added.forEach(each => usages.watch(each));
    loaded += data.length;
    total.textContent = loaded < all ? `Showing ${count(loaded)} of ${plural(all, "token")}` : plural(all, "token");
    announce(total.textContent);
    more.hidden = loaded >= all;
    if (all === 0) {
      result.replaceChildren(nothing());
    } else if (!next) {
      result.replaceChildren(table, h("div", { class: "list-foot" }, total, more));
    } else {
      added[0]?.querySelector("a").focus();
    }
  }

  function row(token) {
    const cells = {
      Token: [h("a", { class: "name", href: tokenHref(token) }, token.name), h("small", {}, "Created ", whenBoth(token.created_at)[0])],
      Scopes: chips(token.scopes, 3),
      Expires: token.revoked_at
        ? [h("span", {}, "Revoked ", timeOf(token.revoked_at, fromNow(token.revoked_at))), h("small", {}, timeOf(token.revoked_at))]
        : whenBoth(token.expires_at, expiresSoon(token) ? "soon" : ""),
      "Last used": token.last_used_at ? whenBoth(token.last_used_at)[0] : "Never",
      Requests: h("small", {}, `${count(token.usage_count)} in all`),
      "Limit this hour": token.is_active && limitLeft(token),
      State: badge(token),
      Actions: token.is_active && h("button", { type: "button", class: "button small danger-quiet", "aria-label": `Revoke ${token.name}`, on: { click: () => revokeIt() } }, "Revoke"),
    };
    const element = h("tr", { role: "row" }, columns.map(title => h("td", { role: "cell", "data-label": title }, cells[title])));
    element.token = token;
    element.told = usage => {
      const cell = title => element.children[columns.indexOf(title)];
      cell("Requests").replaceChildren(sparkline(usage.buckets), h("small", {}, `${count(usage.total_requests)} in all`));
      if (token.is_active) {
        cell("Limit this hour").replaceChildren(...limitLeft(token, usage));
      }

      if (usage.last_used_at) {
        const from = usage.recent_addresses[0];
        cell("Last used").replaceChildren(...whenBoth(usage.last_used_at).slice(0, 1), from ? h("small", {}, `from ${from.address}`) : "");
      }
    };

    async function revokeIt() {
      if (await revoke(token)) {
        await load();
        document.querySelector("h1")?.focus();
      }
    }

    return element;
  }

  function nothing() {
    const filtered = chosen.name !== "" || chosen.state !== "active";
    return h("div", { class: "panel empty" }, icon("key"),
      filtered
        ? [h("p", {}, "No token matches."), h("button", { type: "button", class: "button", on: { click: clear } }, "Clear the filters")]
        : [h("p", {}, "You have no active token; generate one to connect a client to the server."), h("a", { class: "button primary", href: "#generate" }, icon("plus"), "Generate Token")]);
  }

  function clear() {
    Object.assign(chosen, { name: "", state: "active" });
    bar.querySelector("input").value = "";
    bar.querySelector("select").value = "active";
    bar.querySelector("input").focus();
    load();
  }

  const bar = toolbar(() => load());
  result.append(loading("Loading your tokens…"));
  load();
  return {
    title: "Active Tokens",
    element: h("div", {}, h("div", { class: "view-head" }, heading("Active Tokens"), h("a", { class: "button primary", href: "#generate" }, icon("plus"), "Generate Token")), bar, result),
  };
}

function query(skip) {
  const parameters = { state: chosen.state === "soon" ? "active" : chosen.state, sort: chosen.sort, skip, limit: pageSize };
  if (chosen.name !== "") {
    parameters.name = chosen.name;
  }

  if (chosen.state === "soon") {
    parameters.expires_before = new Date(Date.now() + soon).toISOString();
  }

  return new URLSearchParams(parameters);
}

function toolbar(changed) {
  const select = (label, name, choices) => {
    const element = h("select", { on: { change: () => { chosen[name] = element.value; changed(); } } }, choices.map(([value, title]) => h("option", { value }, title)));
    element.value = chosen[name];
    return h("label", {}, h("span", {}, label), element);
  };
  const search = h("input", { type: "search", autocomplete: "off", spellcheck: "false", maxlength: 100 });
  search.value = chosen.name;
  let waiting;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { chosen.name = search.value.trim(); changed(); }, 250);
  });
  return h("form", { class: "toolbar", role: "search", on: { submit: event => event.preventDefault() } },
    h("label", { class: "search" }, h("span", {}, "Search by name"), search), select("State", "state", states), select("Sort", "sort", sorts));
}

// Each row's use is asked for when the row comes into view, a few at a time.
function usageLoader(signal) {
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
    if (running >= usageRequests || waiting.length === 0 || signal.aborted) {
      return;
    }

    const row = waiting.shift();
    observer.unobserve(row);
    running += 1;
    try {
      row.told(await readUsage(row.token.id, "day", new Date(Date.now() - 6 * day), { signal, quiet: true }));
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
