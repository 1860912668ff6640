// Small parts that several views are made of.

import { h, icon } from "./dom.js";
import { count, day, exact, fromNow, plural, timeOf, timeOfDay } from "./format.js";
import { signedOut } from "./sign-in.js";

export const soon = 7 * day;

/** "active", "expired" or "revoked". */
export function stateOf(token) {
  return token.revoked_at ? "revoked" : token.is_active ? "active" : "expired";
}

export function expiresSoon(token) {
  return token.is_active && new Date(token.expires_at) - Date.now() < soon;
}

export function badge(token) {
  const state = stateOf(token);
  const soonToo = state === "active" && expiresSoon(token);
  return h("span", { class: `badge ${soonToo ? "soon" : state}` }, soonToo ? "Expires soon" : state[0].toUpperCase() + state.slice(1));
}

/** The scopes as chips; more than `most` of them are counted. */
export function chips(scopes, most = Infinity) {
  const shown = scopes.length > most ? scopes.slice(0, most - 1) : scopes;
  const rest = scopes.slice(shown.length);
  return h("ul", { class: "chips" },
    shown.map(scope => h("li", {}, h("code", {}, scope))),
    rest.length > 0 && h("li", { class: "more", title: rest.join(", ") }, `+${rest.length}`, h("span", { class: "visually-hidden" }, ` more: ${rest.join(", ")}`)));
}

/** When, relative to now, with the exact time below it. */
export function whenBoth(time, className = "") {
  return [h("span", { class: className }, timeOf(time, fromNow(time))), h("small", {}, timeOf(time, exact(time)))];
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

  return h("div", { class: "panel problem", role: "alert" },
    h("p", {}, failure.kind === "signed-out" ? "You are signed out." : failure.message),
    h("button", { type: "button", class: "button", on: { click: again } }, "Try again"));
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
