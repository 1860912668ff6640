// The list of tokens, as many of them as a person looks at.

import { readUsage, send } from "./api.js";
import { appsSection } from "./apps.js";
import { button } from "./controls.js";
import { h, icon } from "./dom.js";
import { choiceFilter, filters, textFilter } from "./filters.js";
import { fromNow, timeOf } from "./format.js";
import { pagedTable } from "./paged-table.js";
import { badge, expiresSoon, heading, limitLeft, loading, scopesOf, soon, tokenHref, when, whenBoth } from "./parts.js";
import { revoke } from "./revoke.js";
import { tableRow } from "./table.js";
import { fillUsage, requestsInAll } from "./usage-cells.js";
import { usageLoader } from "./usage-loader.js";

const states = [["active", "Active"], ["soon", "Expiring soon"], ["expired", "Expired"], ["revoked", "Revoked"], ["any", "All"]];
const sorts = [["-created_at", "Newest first"], ["name", "Name"], ["expires_at", "Expiring first"], ["-last_used_at", "Last used first"]];
const columns = ["Token", "Scopes", "Expires", "Last used", "Requests", "Limit this hour", "State", "Actions"];

// What was looked for, for when a person comes back from one of the tokens.
const chosen = { name: "", state: "active", sort: "-created_at" };

export async function listView({ signal }) {
  const result = h("div", {}, loading("Loading your tokens…"));
  const { load } = pagedTable(result, {
    label: "Tokens",
    columns,
    noun: "token",
    read: page => send("GET", `/?${query(page)}`, { signal }),
    row: token => tokenRow(token, () => revokeIt(token)),
    none: () => nothing(clear),
    usages: usageLoader(signal),
  });

  async function revokeIt(token) {
    if (await revoke(token)) {
      await load();
      document.querySelector("h1")?.focus();
    }
  }

  function clear() {
    Object.assign(chosen, { name: "", state: "active" });
    bar.querySelector("input").value = "";
    bar.querySelector("select").value = "active";
    bar.querySelector("input").focus();
    load();
  }

  const bar = toolbar(load);
  load();
  return {
    title: "Active Tokens",
    element: h("div", {}, h("div", { class: "view-head" }, heading("Active Tokens"), generateLink()), bar, result, appsSection(signal)),
  };
}

function query(page) {
  const parameters = { kind: "token", state: chosen.state === "soon" ? "active" : chosen.state, sort: chosen.sort, ...page };
  if (chosen.name !== "") {
    parameters.name = chosen.name;
  }

  if (chosen.state === "soon") {
    parameters.expires_before = new Date(Date.now() + soon).toISOString();
  }

  return new URLSearchParams(parameters);
}

/** A row with `ask`, which gets the token's use and shows it. */
function tokenRow(token, revokeIt) {
  const { element, fill } = tableRow(columns, {
    Token: [h("a", { class: "name", href: tokenHref(token) }, token.name), h("small", {}, "Created ", when(token.created_at))],
    Scopes: scopesOf(token, 3),
    Expires: expiry(token),
    "Last used": token.last_used_at ? when(token.last_used_at) : "Never",
    Requests: requestsInAll(token.usage_count),
    "Limit this hour": token.is_active && limitLeft(token),
    State: badge(token),
    Actions: token.is_active && button("Revoke", revokeIt, { look: "small danger-quiet", "aria-label": `Revoke ${token.name}` }),
  });
  element.ask = async options => {
    const usage = await readUsage(token.id, "day", 7, options);
    fillUsage(fill, token, usage, usage.buckets);
  };
  return element;
}

function expiry(token) {
  return token.revoked_at
    ? [h("span", {}, "Revoked ", timeOf(token.revoked_at, fromNow(token.revoked_at))), h("small", {}, timeOf(token.revoked_at))]
    : whenBoth(token.expires_at, expiresSoon(token) ? "soon" : "");
}

function nothing(clear) {
  const isFiltered = chosen.name !== "" || chosen.state !== "active";
  return h("div", { class: "panel empty" }, icon("key"), isFiltered
    ? [h("p", {}, "No token matches."), button("Clear the filters", clear)]
    : [h("p", {}, "You have no active token; generate one to connect a client to the server."), generateLink()]);
}

function generateLink() {
  return h("a", { class: "button primary", href: "#generate" }, icon("plus"), "Generate Token");
}

function toolbar(changed) {
  return filters(
    textFilter("Search by name", chosen, "name", changed),
    choiceFilter("State", chosen, "state", states, changed),
    choiceFilter("Sort", chosen, "sort", sorts, changed));
}
