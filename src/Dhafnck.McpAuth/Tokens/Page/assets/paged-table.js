// A table that is read a page at a time, with the number of its rows and a button for more.

import { latestAnswer } from "./api.js";
import { button } from "./controls.js";
import { announce, h } from "./dom.js";
import { count, plural } from "./format.js";
import { failed } from "./parts.js";
import { table, tableBody } from "./table.js";

const pageSize = 50;

/**
 * Keeps a table in `place`. `read` gets a page, `row` makes a row of each item, and `none` what stands there without any. The
 * rows tell their use to `usages`, if there is one. Gives `load`, which reads the first page.
 */
export function pagedTable(place, { label, columns, noun, read, row, none, usages = null, moreText = "Show more", isAnnounced = true }) {
  const rows = tableBody();
  const total = h("p", { class: "total" });
  const more = button(moreText, () => load(true));
  const whole = [table(label, columns, rows), h("div", { class: "list-foot" }, total, more)];
  const latest = latestAnswer();
  let loaded = 0;

  async function load(next = false) {
    more.disabled = true;
    await latest(
      () => read({ skip: next ? loaded : 0, limit: pageSize }),
      ({ data }) => show(data, next),
      failure => place.replaceChildren(failed(failure, () => load(next))));
    more.disabled = false;
  }

  function show({ data, total: all }, next) {
    if (!next) {
      usages?.clear();
      rows.replaceChildren();
      loaded = 0;
    }

    const added = data.map(row);
    rows.append(...added);
    added.forEach(each => usages?.watch(each));
    loaded += data.length;
    total.textContent = loaded < all ? `Showing ${count(loaded)} of ${plural(all, noun)}` : plural(all, noun);
    more.hidden = loaded >= all;
    if (isAnnounced) {
      announce(total.textContent);
    }

    if (all === 0) {
      place.replaceChildren(none());
    } else if (place.firstChild !== whole[0]) {
      place.replaceChildren(...whole);
    }

    if (next) {
      added[0]?.querySelector("a").focus();
    }
  }

  return { load: () => load() };
}
