// Revoking a token, once a person has read which one and what depends on it.

import { readUsage, send, tokenPath } from "./api.js";
import { ask } from "./dialog.js";
import { announce, h } from "./dom.js";
import { callsInWords, tokenName } from "./parts.js";

/** Asks and revokes. Gives true when the token is revoked. */
export async function revoke(token) {
  const calls = h("p", {}, "Counting its calls in the last 24 hours…");
  readUsage(token.id, "hour", 24, { quiet: true }).then(
    usage => { calls.textContent = callsInWords(usage); },
    () => { calls.textContent = "Its calls in the last 24 hours cannot be counted at the moment."; });
  const revoked = await ask({
    title: "Revoke this token?",
    body: [
      tokenName(token),
      calls,
      h("p", {}, "Whatever uses it is refused from the next request on. This cannot be undone."),
    ],
    label: "Revoke token",
    busy: "Revoking…",
    danger: true,
    confirm: () => send("DELETE", tokenPath(token.id)).then(() => true),
  });
  if (revoked) {
    announce(`${token.name} is revoked.`);
  }

  return revoked === true;
}
