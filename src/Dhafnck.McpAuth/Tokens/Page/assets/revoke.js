// Revoking a token or ending a connection, once a person has read which one and what depends on it.

import { readUsage, send, tokenPath } from "./api.js";
import { ask } from "./dialog.js";
import { announce, h } from "./dom.js";
import { callsInWords, tokenName } from "./parts.js";

const ofToken = {
  title: "Revoke this token?",
  consequence: "Whatever uses it is refused from the next request on. This cannot be undone.",
  label: "Revoke token",
  busy: "Revoking…",
  done: "is revoked",
};
const ofConnection = {
  title: "End this connection?",
  consequence: "The app is refused from its next request on. To use the server again, it has to ask you again.",
  label: "End connection",
  busy: "Ending…",
  done: "is no longer connected",
};

/** Asks and revokes, with what sends the requests. Gives true when the token is revoked. */
export async function revoke(token, by = send) {
  const words = token.connection ? ofConnection : ofToken;
  const calls = h("p", {}, "Counting its calls in the last 24 hours…");
  readUsage(token.id, "hour", 24, { quiet: true }, by).then(
    usage => { calls.textContent = callsInWords(usage); },
    () => { calls.textContent = "Its calls in the last 24 hours cannot be counted at the moment."; });
  const revoked = await ask({
    title: words.title,
    body: [tokenName(token), calls, h("p", {}, words.consequence)],
    label: words.label,
    busy: words.busy,
    danger: true,
    confirm: () => by("DELETE", tokenPath(token.id)).then(() => true),
  });
  if (revoked) {
    announce(`${token.name} ${words.done}.`);
  }

  return revoked === true;
}
