// One token: what it is, what it does, and what can be done with it.

import { send, tokenPath } from "./api.js";
import { configurations } from "./configurations.js";
import { button } from "./controls.js";
import { copyButton } from "./copy.js";
import { h, icon, put } from "./dom.js";
import { count, timeOf } from "./format.js";
import { historySection, readTrail } from "./history.js";
import { back, badge, chips, clientHost, heading, limitLeft, stateOf, tokenHref, whenBoth } from "./parts.js";
import { revoke } from "./revoke.js";
import { rotate } from "./rotate.js";
import { usageSection } from "./usage.js";

export async function detailsView({ config, signal, id, reveal, reload }) {
  const [{ data: token }, trail] = await Promise.all([send("GET", tokenPath(id), { signal }), readTrail(id, signal)]);

  async function rotateIt() {
    const rotated = await rotate(token);
    if (rotated) {
      reveal(rotated, "rotated");
    }
  }

  async function revokeIt() {
    if (await revoke(token)) {
      reload();
    }
  }

  return {
    title: token.name,
    element: h("div", {},
      back("#active", "Active Tokens"),
      h("div", { class: "view-head" },
        heading(token.name),
        badge(token),
        token.is_active && h("div", { class: "actions" },
          h("a", { class: "button", href: tokenHref(token, "/edit") }, icon("edit"), "Edit"),
          !token.connection && button([icon("rotate"), "Rotate"], rotateIt),
          button([icon("trash"), token.connection ? "End" : "Revoke"], revokeIt, { look: "danger-quiet" }))),
      propertiesAndUsage(token, signal),
      token.is_active && !token.connection && config.mcp && configurations(config),
      historySection(token, trail, config.owner)),
  };
}

/** The sections of what a token is and of what it does. What the first says about its use, it learns from the second. */
export function propertiesAndUsage(token, signal, by) {
  const limit = h("dd", { class: "limit" }, limitLeft(token));
  const lastUsed = h("dd", {}, token.last_used_at ? whenBoth(token.last_used_at) : "Never");
  const requests = h("dd", {}, count(token.usage_count));
  const usage = usageSection(token.id, signal, told => {
    put(limit, limitLeft(token, token.is_active && told));
    put(requests, count(told.total_requests), h("small", {}, `${count(told.requests_last_24_hours)} in the last 24 hours`));
    if (told.last_used_at) {
      const from = told.recent_addresses[0];
      put(lastUsed, whenBoth(told.last_used_at), from && h("small", {}, "from ", h("code", {}, from.address)));
    }
  }, by);
  return [h("section", { class: "panel", "aria-label": "Properties" }, facts(token, { limit, lastUsed, requests })), usage];
}

function facts(token, { limit, lastUsed, requests }) {
  const state = stateOf(token);
  const isActive = token.is_active;
  const { connection } = token;
  const rows = [
    token.owner_id && ["Owner", h("code", {}, token.owner_id)],
    connection && ["Name that the app gives itself", h("span", { class: "name" }, connection.client_name)],
    connection && ["Vouched for by", clientHost(token)],
    [isActive ? "Scopes" : "Scopes that it had", token.scopes.length === 0 ? "None" : chips(token.scopes)],
    isActive && token.requested_scopes.length > 0 && ["Waiting for approval", chips(token.requested_scopes)],
    state !== "revoked" && [expiryInWords(token, state), whenBoth(token.expires_at)],
    isActive && connection && ["Ends at the latest", whenBoth(token.rotatable_until)],
    token.revoked_at && [connection ? "Ended" : "Revoked", whenBoth(token.revoked_at)],
    ["Last used", lastUsed],
    ["Requests", requests],
    isActive && ["Limit this hour", limit],
    [connection ? "Connected" : "Created", whenBoth(token.created_at)],
    isActive && ["Allowed addresses", token.allowed_addresses.length === 0 ? "Any" : chips(token.allowed_addresses)],
    !connection && token.former_valid_until && ["Former token good until", timeOf(token.former_valid_until)],
    isActive && !connection && token.scopes.includes("tokens:rotate") && ["May rotate itself until", timeOf(token.rotatable_until)],
    ["Audience", token.audience],
    token.dpop_jkt && ["Bound to the key", h("code", {}, token.dpop_jkt)],
    Object.keys(token.metadata).length > 0 && ["Notes", Object.entries(token.metadata).map(([key, value]) => h("div", {}, `${key}: ${value}`))],
    connection && ["Client identifier", h("code", {}, connection.client_id)],
    ["Id", h("dd", { class: "id" }, h("code", {}, token.id), copyButton("Copy id", () => token.id))],
  ];
  return h("dl", { class: "facts" }, rows.filter(Boolean).map(([term, description]) => h("div", {}, h("dt", {}, term), definition(description))));
}

function expiryInWords({ connection }, state) {
  return state === "expired" ? "Expired" : connection ? "Ends if not used" : "Expires";
}

function definition(content) {
  return content?.localName === "dd" ? content : h("dd", {}, content);
}
