// The audit trail of all tokens, for administrators.

import { latestAnswer, sendAsAdmin } from "./api.js";
import { button } from "./controls.js";
import { announce, h, icon } from "./dom.js";
import { filters, textFilter } from "./filters.js";
import { plural, timeOf } from "./format.js";
import { byWhom, deedOf } from "./history.js";
import { back, failed, heading, loading } from "./parts.js";

const pageSize = 50;
const chosen = { owner: "", by: "", token: "" };

export async function auditView({ signal, config }) {
  const entries = h("ol", { class: "history trail" });
  const more = button("Show more", () => load(next));
  const result = h("div", {}, loading("Loading the audit trail…"));
  const download = h("a", { class: "button", download: "audit.jsonl" }, "Export");
  const latest = latestAnswer();
  let next = null;

  async function load(after = null) {
    more.disabled = true;
    download.href = `${config.admin}/audit?${query({ format: "jsonl" })}`;
    await latest(
      () => sendAsAdmin("GET", `/audit?${query({ limit: pageSize, ...(after ? { after } : {}) })}`, { signal }),
      ({ data }) => show(data, after),
      failure => result.replaceChildren(failed(failure, () => load(after))));
    more.disabled = false;
  }

  function show(page, after) {
    const added = page.data.map(line);
    after ? entries.append(...added) : entries.replaceChildren(...added);
    next = page.next;
    more.hidden = next === null;
    announce(`${plural(entries.children.length, "entry", "entries")} shown.`);
    if (entries.children.length === 0) {
      result.replaceChildren(h("div", { class: "panel empty" }, icon("key"), h("p", {}, "No entry matches.")));
    } else if (after) {
      added[0]?.querySelector("a")?.focus();
    } else {
      result.replaceChildren(h("section", { class: "panel", "aria-label": "Entries" }, entries), h("div", { class: "list-foot" }, more));
    }
  }

  load();
  return {
    title: "Audit trail",
    element: h("div", {},
      back("#all", "All Tokens"),
      h("div", { class: "view-head" }, heading("Audit trail"), h("div", { class: "actions" }, download)),
      filters(
        textFilter("Owner", chosen, "owner", () => load(), 200),
        textFilter("By", chosen, "by", () => load(), 200),
        textFilter("Token", chosen, "token", () => load(), 36)),
      result),
  };
}

function query(more) {
  return new URLSearchParams({ ...Object.fromEntries(Object.entries(chosen).filter(([, text]) => text !== "")), ...more });
}

function line(entry) {
  return h("li", {},
    h("strong", {}, deedOf(entry, {})), byWhom(entry, true), ", ", timeOf(entry.at),
    entry.address && [", from ", h("code", {}, entry.address)],
    h("small", {},
      entry.token_id && [h("a", { href: `#all/${encodeURIComponent(entry.token_id)}` }, entry.token_id), " of "],
      "owner ", h("code", {}, entry.owner_id)),
    entry.detail && h("small", {}, entry.detail));
}
