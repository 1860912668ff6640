// Tables of the list: a row becomes a card where the columns have no room, so each cell has the title of its column.

import { h, put } from "./dom.js";

/** A table with the rows that `rows`, its body, has. */
export function table(label, columns, rows) {
  return h("table", { class: "tokens", role: "table", "aria-label": label },
    h("thead", { role: "rowgroup" },
      h("tr", { role: "row" }, columns.map(title => h("th", { role: "columnheader", scope: "col" }, title)))),
    rows);
}

/** The body of a table. */
export function tableBody() {
  return h("tbody", { role: "rowgroup" });
}

/** A row with `cells` by column, and `fill`, which puts something else into one of them. */
export function tableRow(columns, cells) {
  const element = h("tr", { role: "row" }, columns.map(title => h("td", { role: "cell", "data-label": title }, cells[title])));
  const fill = (title, ...content) => put(element.children[columns.indexOf(title)], ...content);
  return { element, fill };
}
