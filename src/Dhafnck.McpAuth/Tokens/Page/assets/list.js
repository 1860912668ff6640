// The list of tokens, as many of them as a person looks at.

import { latestAnswer, readUsage, send } from "./api.js";
import { appsSection } from "./apps.js";
import { sparkline } from "./chart.js";
import { button, select } from "./controls.js";
import { announce, h, icon } from "./dom.js";
import { count, fromNow, plural, timeOf } from "./format.js";
import { badge, chips, expiresSoon, failed, heading, limitLeft, loading, soon, tokenHref, when, whenBoth } from "./parts.js";
import { revoke } from "./revoke.js";
import { table, tableBody, tableRow } from "./table.js";
import { usageLoader } from "./usage-loader.js";

const pageSize = 50;
const states = [["active", "Active"], ["soon", "Expiring soon"], ["expired", "Expired"], ["revoked", "Revoked"], ["any", "All"]];
const sorts = [["-created_at", "Newest first"], ["name", "Name"], ["expires_at", "Expiring first"], ["-last_used_at", "Last used first"]];
const columns = ["Token", "Scopes", "Expires", "Last used", "Requests", "Limit this hour", "State", "Actions"];

// What was looked for, for when a person comes back from one of the tokens.
const chosen = { name: "", state: "active", sort: "-created_at" };

export async function listView({ signal }) {
  const rows = tableBody();
  const tokens = table("Tokens", columns, rows);
  const total = h("p", { class: "total" });
  const more = button("Show more", () => load(true));
  const result = h("div", {});
  const usages = usageLoader(signal);
  const latest = latestAnswer();
  let loaded = 0;

  async function load(next = false) {
    more.disabled = true;
    await latest(
      () => send("GET", `/?${query(next ? loaded : 0)}`, { signal }),
      ({ data }) => show(data, next),
      failure => result.replaceChildren(failed(failure, () => load(next))));
    more.disabled = false;
  }

  function show({ data, total: all }, next) {
    if (!next) {
      usages.clear();
      rows.replaceChildren();
      loaded = 0;
    }

    const added = data.map(token => tokenRow(token, () => revokeIt(token)));
    rows.append(...added);
    added.forEach(each => usages.watch(each));
    loaded += data.length;
    total.textContent = loaded < all ? `Showing ${count(loaded)} of ${plural(all, "token")}` : plural(all, "token");
    announce(total.textContent);
    more.hidden = loaded >= all;
    if (all === 0) {
      result.replaceChildren(nothing(clear));
    } else if (!next) {
      result.replaceChildren(tokens, h("div", { class: "list-foot" }, total, more));
    } else {
      added[0]?.querySelector("a").focus();
    }
  }

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

  const bar = toolbar(() => load());
  result.append(loading("Loading your tokens…"));
  load();
  return {
    title: "Active Tokens",
    element: h("div", {}, h("div", { class: "view-head" }, heading("Active Tokens"), generateLink()), bar, result, appsSection(signal)),
  };
}

function query(skip) {
  const parameters = { kind: "token", state: chosen.state === "soon" ? "active" : chosen.state, sort: chosen.sort, skip, limit: pageSize };
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
    Scopes: chips(token.scopes, 3),
    Expires: expiry(token),
    "Last used": token.last_used_at ? when(token.last_used_at) : "Never",
    Requests: requestsInAll(token.usage_count),
    "Limit this hour": token.is_active && limitLeft(token),
    State: badge(token),
    Actions: token.is_active && button("Revoke", revokeIt, { look: "small danger-quiet", "aria-label": `Revoke ${token.name}` }),
  });
  element.ask = async options => {
    const usage = await readUsage(token.id, "day", 7, options);
    fill("Requests", sparkline(usage.buckets), requestsInAll(usage.total_requests));
    if (token.is_active) {
      fill("Limit this hour", limitLeft(token, usage));
    }

    if (usage.last_used_at) {
      const from = usage.recent_addresses[0];
      fill("Last used", when(usage.last_used_at), from && h("small", {}, `from ${from.address}`));
    }
  };
  return element;
}

function expiry(token) {
  return token.revoked_at
    ? [h("span", {}, "Revoked ", timeOf(token.revoked_at, fromNow(token.revoked_at))), h("small", {}, timeOf(token.revoked_at))]
    : whenBoth(token.expires_at, expiresSoon(token) ? "soon" : "");
}

function requestsInAll(number) {
  return h("small", {}, `${count(number)} in all`);
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
  const filter = (label, name, choices) => {
    const change = event => {
      chosen[name] = event.target.value;
      changed();
    };
    return h("label", {}, h("span", {}, label), select(choices, chosen[name], { on: { change } }));
  };
  const search = h("input", { type: "search", autocomplete: "off", spellcheck: "false", maxlength: 100 });
  search.value = chosen.name;
  let waiting;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { chosen.name = search.value.trim(); changed(); }, 250);
  });
  return h("form", { class: "toolbar", role: "search", on: { submit: event => event.preventDefault() } },
    h("label", { class: "search" }, h("span", {}, "Search by name"), search),
    filter("State", "state", states),
    filter("Sort", "sort", sorts));
}
