// Small parts that several views are made of.

import { button } from "./controls.js";
import { h, icon } from "./dom.js";
import { capital, count, day, exact, fromNow, list, plural, timeOf, timeOfDay } from "./format.js";
import { signedOut } from "./sign-in.js";

export const soon = 7 * day;

/** "active", "expired" or "revoked". */
export function stateOf(token) {
  return token.revoked_at ? "revoked" : token.is_active ? "active" : "expired";
}

export function expiresSoon(token) {
  // An app's connection lasts as long as the app uses it.
  return token.is_active && !token.connection && new Date(token.expires_at) - Date.now() < soon;
}

export function badge(token) {
  const state = stateOf(token);
  const soonToo = state === "active" && expiresSoon(token);
  return h("span", { class: `badge ${soonToo ? "soon" : state}` }, soonToo ? "Expires soon" : stateInWords(token, state));
}

function stateInWords(token, state) {
  return state === "revoked" && token.connection ? "Ended" : capital(state);
}

/** Names as chips; more than `most` of them are counted. */
export function chips(names, most = Infinity) {
  const shown = names.length > most ? names.slice(0, most - 1) : names;
  const rest = names.slice(shown.length);
  return h("ul", { class: "chips" },
    shown.map(name => h("li", {}, h("code", {}, name))),
    rest.length > 0 && moreChips(rest));
}

/** The scopes of a token, and those that wait for an administrator. */
export function scopesOf(token, most) {
  return [chips(token.scopes, most), token.requested_scopes.length > 0 && h("small", { class: "waits" }, "Waits for approval: ", list(token.requested_scopes))];
}

function moreChips(rest) {
  const all = rest.join(", ");
  return h("li", { class: "more", title: all }, `+${rest.length}`, h("span", { class: "visually-hidden" }, ` more: ${all}`));
}

/** A token's name in a question about it. */
export function tokenName(token) {
  return h("p", { class: "token-name" }, h("strong", { class: "name" }, token.name), token.connection && [" ", clientHost(token)]);
}

/** Who vouches for the client of a connection. */
export function clientHost({ connection }) {
  return h("span", { class: "host" }, connection.client_host ?? "Nobody vouches for it");
}

/** When, relative to now. */
export function when(time, className = "") {
  return h("span", { class: className }, timeOf(time, fromNow(time)));
}

/** When, relative to now, with the exact time below it. */
export function whenBoth(time, className) {
  return [when(time, className), h("small", {}, timeOf(time, exact(time)))];
}

/** How much of the limit is left, in words and as a bar. */
export function limitLeft(token, usage) {
  if (!usage) {
    return [h("span", {}, `${count(token.rate_limit)} per hour`)];
  }

  const { limit, remaining, available_at: availableAt } = usage.rate_limit;
  return remaining === 0 ? [
    h("span", { class: "exhausted" }, `None of ${count(limit)} left`),
    availableAt && h("small", {}, "Room again at ", timeOf(availableAt, timeOfDay(availableAt))),
  ].filter(Boolean) : [
    h("span", {}, `${count(remaining)} of ${count(limit)} left`),
    h("meter", { min: 0, max: limit, low: limit * 0.1, optimum: limit, value: remaining, "aria-label": "Requests left this hour" }),
  ];
}

export function loading(text) {
  return h("p", { class: "loading" }, h("span", { class: "spinner", "aria-hidden": "true" }), text);
}

/** What to show when a request failed. */
export function failed(failure, again) {
  if (failure.kind === "signed-out") {
    signedOut(again);
  }

  return h("div", { class: "panel problem", role: "alert" }, h("p", {}, failure.message), button("Try again", again));
}

/** A heading that a change of view puts the focus on. */
export function heading(text) {
  return h("h1", { tabindex: "-1" }, text);
}

export function back(href, text) {
  return h("p", { class: "back" }, h("a", { href }, icon("back"), text));
}

export function tokenHref(token, below = "") {
  return `#token/${encodeURIComponent(token.id)}${below}`;
}

export function callsInWords(usage) {
  return usage.requests_last_24_hours === 0
    ? "It was not used in the last 24 hours."
    : `It made ${plural(usage.requests_last_24_hours, "call")} in the last 24 hours.`;
}
