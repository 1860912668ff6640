// Replacing a token's string by a new one.

import { newKey, send, tokenPath } from "./api.js";
import { select } from "./controls.js";
import { ask } from "./dialog.js";
import { h, newId } from "./dom.js";
import { day } from "./format.js";
import { tokenName } from "./parts.js";

const gracePeriods = [["0", "Not at all"], ["600", "10 minutes"], ["3600", "1 hour"], ["86400", "1 day"], ["604800", "7 days"]];

/** Asks and rotates. Gives the record with its new token string, or null. */
export function rotate(token) {
  const id = newId("grace");
  // Whatever uses it at the moment needs time to get the new one.
  const isInUse = token.last_used_at && Date.now() - new Date(token.last_used_at) < day;
  const grace = select(gracePeriods, isInUse ? "3600" : "0", { id, "aria-describedby": `${id}-hint` });
  const key = newKey();
  return ask({
    title: "Rotate this token?",
    body: [
      tokenName(token),
      h("p", {}, "You get a new token string. Name, scopes, limit and usage stay, and the token lives as long again as it did."),
      h("div", { class: "field" }, h("label", { for: id }, "The former token stays good"), grace,
        h("p", { class: "hint", id: `${id}-hint` },
          "Time to put the new one into every client. “Not at all” ends the clients that use the former one at once.")),
    ],
    label: "Rotate token",
    busy: "Rotating…",
    confirm: async () => {
      const body = { grace_period: Number(grace.value) };
      const headers = { "Idempotency-Key": `${key}-${grace.value}` };
      return (await send("POST", tokenPath(token.id, "/rotate"), { body, headers })).data;
    },
  });
}
