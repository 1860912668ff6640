// One token of any owner, for administrators.

import { sendAsAdmin, tokenPath } from "./api.js";
import { button } from "./controls.js";
import { propertiesAndUsage } from "./details.js";
import { ask } from "./dialog.js";
import { announce, h, icon } from "./dom.js";
import { historySection, readTrail } from "./history.js";
import { back, badge, heading, tokenName } from "./parts.js";
import { revoke } from "./revoke.js";

const admin = "mcp:admin";

export async function adminTokenView({ config, signal, id, reload }) {
  const [{ data: token, etag }, trail] = await Promise.all([sendAsAdmin("GET", tokenPath(id), { signal }), readTrail(id, signal, sendAsAdmin)]);
  const then = async done => {
    if (await done) {
      reload();
    }
  };
  const isAdmin = token.scopes.includes(admin);
  return {
    title: token.name,
    element: h("div", {},
      back("#all", "All Tokens"),
      h("div", { class: "view-head" },
        heading(token.name),
        badge(token),
        h("div", { class: "actions" },
          h("a", { class: "button", href: `${config.admin}${tokenPath(id, "/audit?format=jsonl")}`, download: `${id}.jsonl` }, "Export audit trail"),
          token.is_active && button(isAdmin ? `Take ${admin}` : `Grant ${admin}`, () => then(isAdmin ? take(token, admin) : grant(token, admin, etag))),
          token.is_active && button([icon("trash"), token.connection ? "End" : "Revoke"], () => then(revoke(token, sendAsAdmin)), { look: "danger-quiet" }))),
      token.is_active && token.requested_scopes.map(scope => request(scope, () => then(grant(token, scope, etag)), () => then(deny(token, scope, etag)))),
      propertiesAndUsage(token, signal, sendAsAdmin),
      historySection(token, trail, token.owner_id, true)),
  };
}

function request(scope, approveIt, denyIt) {
  return h("div", { class: "notice request" }, icon("alert"),
    h("p", {}, "The owner asks for ", h("code", {}, scope), "."),
    h("div", { class: "actions" },
      button("Approve", approveIt, { look: "small", "aria-label": `Approve ${scope}` }),
      button("Deny", denyIt, { look: "small danger-quiet", "aria-label": `Deny ${scope}` })));
}

function grant(token, scope, etag) {
  return change("PUT", token, `/scopes/${scopePath(scope)}`, {
    title: `Grant ${scope}?`,
    consequence: scope === admin
      ? "The token may then do everything that this server offers. The audit trail says that you granted it."
      : "The token has the scope from its next request on. The audit trail says that you granted it.",
    label: "Grant",
    busy: "Granting…",
    danger: scope === admin,
    etag,
  });
}

function take(token, scope) {
  return change("DELETE", token, `/scopes/${scopePath(scope)}`, {
    title: `Take ${scope} away?`,
    consequence: "The token keeps its other scopes. The change applies to its next request.",
    label: "Take away",
    busy: "Taking away…",
  });
}

function deny(token, scope, etag) {
  return change("DELETE", token, `/requested-scopes/${scopePath(scope)}`, {
    title: `Deny ${scope}?`,
    consequence: "The token stays without the scope. Its owner can ask again.",
    label: "Deny",
    busy: "Denying…",
    etag,
  });
}

// A slash in a scope belongs to the path: the server does not decode one that is encoded.
function scopePath(scope) {
  return scope.split("/").map(encodeURIComponent).join("/");
}

async function change(method, token, path, { title, consequence, label, busy, danger = false, etag = null }) {
  const changed = await ask({
    title,
    body: [tokenName(token), h("p", {}, "Owner: ", h("code", {}, token.owner_id)), h("p", {}, consequence)],
    label,
    busy,
    danger,
    confirm: () => sendAsAdmin(method, tokenPath(token.id, path), { headers: etag ? { "If-Match": etag } : {} }),
  });
  if (changed) {
    announce(`${token.name} has the scopes ${changed.data.scopes.join(", ") || "none"}.`);
  }

  return changed;
}
