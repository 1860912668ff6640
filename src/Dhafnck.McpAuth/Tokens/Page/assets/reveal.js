// Shows a token this once. It is in a variable here and in the text on the screen, and nowhere else.

import { configurations } from "./configurations.js";
import { mcpUrl, testConnection } from "./connection.js";
import { button, whileBusy } from "./controls.js";
import { copyButton } from "./copy.js";
import { ask } from "./dialog.js";
import { h, icon, put } from "./dom.js";
import { exact, fromNow, list, timeOf } from "./format.js";
import { chips, heading, tokenHref } from "./parts.js";

/** The view of a record that has just got its token string. */
export function revealView({ token, how, config }) {
  let secret = token.token;
  delete token.token;
  if (!secret) {
    return { title: "Token made", element: lost(token) };
  }

  let kept = false;
  const url = mcpUrl(config);
  const shown = h("code", { class: "secret", tabindex: "0", "aria-label": "The token" }, secret);
  const unsaved = event => event.preventDefault();
  const keep = () => {
    kept = true;
    removeEventListener("beforeunload", unsaved);
  };
  addEventListener("beforeunload", unsaved);
  return {
    title: "Copy your token",
    element: h("div", {},
      heading(how === "rotated" ? "Copy the new token" : "Copy your token"),
      h("section", { class: "panel reveal", "aria-label": "The token" },
        h("p", { class: "lead" }, icon("alert"), h("strong", {}, "Copy the token immediately - you won't see it again!")),
        h("p", { class: "hint" }, validity(token)),
        token.requested_scopes.length > 0 && h("p", { class: "hint" },
          `An administrator has to approve ${list(token.requested_scopes)}. The token works without; once approved, it has them, and stays the same.`),
        shown,
        h("div", { class: "actions" },
          copyButton("Copy token", () => secret, { primary: true, copied: keep }),
          h("a", { class: "button", href: tokenHref(token) }, "Done"))),
      url && connection(url, () => secret),
      url && configurations(config, () => secret, keep)),
    /** Whether the page may go on to another view: asks as long as the token is not copied. */
    async mayLeave() {
      return kept || await askToLeave();
    },
    leave() {
      secret = "";
      shown.textContent = "";
      removeEventListener("beforeunload", unsaved);
    },
  };
}

function validity(token) {
  return [
    "“", h("span", { class: "name" }, token.name), "” expires ",
    timeOf(token.expires_at, fromNow(token.expires_at)), `, on ${exact(token.expires_at)}.`,
    token.former_valid_until && [" The former token stays good until ", timeOf(token.former_valid_until), "."],
  ];
}

async function askToLeave() {
  const answer = await ask({
    title: "Leave without copying the token?",
    body: h("p", {}, "You have not copied it, and it cannot be shown again. To get another one later, rotate the token."),
    label: "Leave",
    cancel: "Stay",
    danger: true,
    confirm: async () => true,
  });
  return answer === true;
}

function lost(token) {
  return h("div", {}, heading("The token was made already"),
    h("div", { class: "panel" },
      h("p", {},
        "An earlier attempt has made it, but its answer did not arrive here, and a token is shown once only.",
        " Rotate it to get a token that you can copy."),
      h("a", { class: "button primary", href: tokenHref(token) }, "Go to the token")));
}

function connection(url, secret) {
  const result = h("div", { class: "result", "aria-live": "polite" });
  const test = button([icon("plug"), h("span", {}, "Test connection")], async () => {
    const outcome = await whileBusy(test, "Testing…", () => testConnection(url, secret()));
    test.focus();
    put(result, outcomePanel(outcome));
  });
  return h("section", { class: "panel" }, h("h2", {}, "Try it"),
    h("p", { class: "hint" }, "Initializes against ", h("code", {}, url), " with the token, as a client does."), test, result);
}

function outcomePanel({ works, title, text, tools }) {
  return h("div", { class: works ? "panel good" : "panel problem" },
    h("p", {}, h("strong", {}, title, ". "), text),
    tools.length > 0 && h("details", {}, h("summary", {}, "Show the tools"), chips(tools)));
}
