// The tokens of all owners, for administrators.

import { sendAsAdmin } from "./api.js";
import { button } from "./controls.js";
import { h, icon } from "./dom.js";
import { choiceFilter, filters, textFilter } from "./filters.js";
import { count } from "./format.js";
import { pagedTable } from "./paged-table.js";
import { badge, heading, loading, scopesOf, when, whenBoth } from "./parts.js";
import { revoke } from "./revoke.js";
import { revokeMany } from "./revoke-many.js";
import { tableRow } from "./table.js";

const states = [["active", "Active"], ["expired", "Expired"], ["revoked", "Revoked"], ["any", "All"]];
const kinds = [["", "All"], ["admin", "With mcp:admin"], ["waiting", "Waiting for approval"]];
const columns = ["Token", "Owner", "Scopes", "Expires", "Last used", "Requests", "State", "Actions"];

// What was looked for, for when a person comes back from one of the tokens.
const chosen = { owner: "", name: "", state: "active", kind: "" };

export async function adminListView({ signal }) {
  const result = h("div", {}, loading("Loading the tokens…"));
  const { load } = pagedTable(result, {
    label: "Tokens of all owners",
    columns,
    noun: "token",
    read: page => sendAsAdmin("GET", `/?${query(page)}`, { signal }),
    row: token => tokenRow(token, () => reloadAfter(revoke(token, sendAsAdmin))),
    none: () => h("div", { class: "panel empty" }, icon("key"), h("p", {}, "No token matches.")),
  });

  async function reloadAfter(done) {
    if (await done) {
      await load();
      document.querySelector("h1")?.focus();
    }
  }

  load();
  return {
    title: "All Tokens",
    element: h("div", {},
      h("div", { class: "view-head" }, heading("All Tokens"),
        h("div", { class: "actions" },
          h("a", { class: "button", href: "#audit" }, "Audit trail"),
          button([icon("trash"), "Revoke many"], () => reloadAfter(revokeMany(chosen.owner)), { look: "danger-quiet" }))),
      toolbar(load), result),
  };
}

function query(page) {
  const parameters = { state: chosen.state, ...page };
  for (const name of ["owner", "name"]) {
    if (chosen[name] !== "") {
      parameters[name] = chosen[name];
    }
  }

  return new URLSearchParams({
    ...parameters,
    ...(chosen.kind === "admin" ? { scope: "mcp:admin" } : chosen.kind === "waiting" ? { awaits_approval: true } : {}),
  });
}

function tokenRow(token, revokeIt) {
  return tableRow(columns, {
    Token: [h("a", { class: "name", href: `#all/${encodeURIComponent(token.id)}` }, token.name), h("small", {}, "Created ", when(token.created_at))],
    Owner: h("code", { class: "owner" }, token.owner_id),
    Scopes: scopesOf(token, 3),
    Expires: token.revoked_at ? [h("span", {}, "Revoked "), h("small", {}, when(token.revoked_at))] : whenBoth(token.expires_at),
    "Last used": token.last_used_at ? when(token.last_used_at) : "Never",
    Requests: count(token.usage_count),
    State: badge(token),
    Actions: token.is_active && button("Revoke", revokeIt, { look: "small danger-quiet", "aria-label": `Revoke ${token.name} of ${token.owner_id}` }),
  }).element;
}

function toolbar(changed) {
  return filters(
    textFilter("Owner", chosen, "owner", changed, 200),
    textFilter("Search by name", chosen, "name", changed),
    choiceFilter("State", chosen, "state", states, changed),
    choiceFilter("Show", chosen, "kind", kinds, changed));
}
