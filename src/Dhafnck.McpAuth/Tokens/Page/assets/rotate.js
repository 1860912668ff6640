// Replacing a token's string by a new one.

import { send } from "./api.js";
import { ask } from "./dialog.js";
import { h, newId } from "./dom.js";
import { day } from "./format.js";

const gracePeriods = [["0", "Not at all"], ["600", "10 minutes"], ["3600", "1 hour"], ["86400", "1 day"], ["604800", "7 days"]];

/** Asks and rotates. Gives the record with its new token string, or null. */
export function rotate(token) {
  const id = newId("grace");
  const grace = h("select", { id, "aria-describedby": `${id}-hint` }, gracePeriods.map(([value, title]) => h("option", { value }, title)));
  // Whatever uses it at the moment needs time to get the new one.
  grace.value = token.last_used_at && Date.now() - new Date(token.last_used_at) < day ? "3600" : "0";
  const key = [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, "0")).join("");
  return ask({
    title: "Rotate this token?",
    body: [
      h("p", { class: "token-name" }, h("strong", {}, token.name)),
      h("p", {}, "You get a new token string. Name, scopes, limit and usage stay, and the token lives as long again as it did."),
      h("div", { class: "field" }, h("label", { for: id }, "The former token stays good"), grace,
        h("p", { class: "hint", id: `${id}-hint` },
          "Time to put the new one into every client. “Not at all” ends the clients that use the former one at once.")),
    ],
    label: "Rotate token",
    busy: "Rotating…",
    confirm: async () => {
      const body = { grace_period: Number(grace.value) };
      return (await send("POST", `/${encodeURIComponent(token.id)}/rotate`, { body, headers: { "Idempotency-Key": `${key}-${grace.value}` } })).data;
    },
  });
}
