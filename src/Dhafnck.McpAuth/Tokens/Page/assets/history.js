// What was done to a token: when, by whom, and from where.

import { send, tokenPath } from "./api.js";
import { h } from "./dom.js";
import { timeOf } from "./format.js";

const shown = 50;
const deeds = {
  create: "Created", change: "Edited", rotate: "Rotated", revoke: "Revoked", expire: "Ended, because it was unused",
  grant_scope: "Scope granted", deny_scope: "Scope denied", remove_scope: "Scope removed",
};
const deedsOfApps = { create: "Connected", rotate: "Access token renewed", revoke: "Ended" };
const refusals = { create: "Not created", change: "Edit refused", rotate: "Rotation refused", grant_scope: "Scope not granted" };
const actors = {
  owner: " by you", token: " by the token itself", client: " by the app",
  administrator: " by an administrator", command: " by an administrator", application: " by the server", scanner: " by a secret scanner",
};
const actions = { created: "create", changed: "change", rotated: "rotate", revoked: "revoke" };

/** The latest entries of a token's audit trail; none where they cannot be read, because the record has a history of its own. */
export async function readTrail(id, signal, by = send) {
  try {
    return (await by("GET", tokenPath(id, `/audit?limit=${shown}`), { signal })).data.data;
  } catch (failure) {
    if (failure.name === "AbortError") {
      throw failure;
    }

    return [];
  }
}

/** The section of a token's history; administrators read who did it. */
export function historySection(token, trail, owner, isAdmin = false) {
  return h("section", { class: "panel", "aria-label": "History" }, h("h2", {}, "History"),
    h("ol", { class: "history", reversed: true }, entriesOf(token, trail, owner).map(entry => h("li", {},
      h("strong", {}, deedOf(entry, token)), byWhom(entry, isAdmin), ", ", timeOf(entry.at),
      entry.address && [", from ", h("code", {}, entry.address)],
      detailOf(entry) && h("small", {}, detailOf(entry))))));
}

export function byWhom({ by_kind: kind, by }, isAdmin) {
  return !isAdmin ? actors[kind] ?? ""
    : kind === "owner" ? " by the owner"
    : kind === "administrator" || kind === "command" ? [" by ", by ? h("code", {}, by) : "an administrator"]
    : actors[kind] ?? "";
}

// The record knows what happened before there was a trail, and what the trail no longer keeps.
function entriesOf(token, trail, owner) {
  const second = time => Math.floor(new Date(time) / 1000);
  const first = trail.length === 0 ? Infinity : Math.min(...trail.map(entry => second(entry.at)));
  const earlier = trail.length < shown ? token.history.filter(({ at }) => second(at) < first) : [];
  return [...trail, ...earlier.toReversed().map(({ action, at, by }) => ({ action: actions[action], at, by_kind: kindOf(by, token, owner) }))];
}

function kindOf(by, token, owner) {
  return by === null ? null
    : by === token.id ? "token"
    : by === owner ? "owner"
    : by === token.connection?.client_id ? "client"
    : "administrator";
}

export function deedOf({ action, outcome }, { connection }) {
  return outcome === "refused" ? refusals[action] ?? `${deeds[action]} (refused)`
    : (connection && deedsOfApps[action]) ?? deeds[action] ?? action;
}

function detailOf({ action, outcome, by_kind: kind, detail }) {
  return outcome === "refused" || action.endsWith("_scope") || action === "change" || kind === "scanner" ? detail : null;
}
