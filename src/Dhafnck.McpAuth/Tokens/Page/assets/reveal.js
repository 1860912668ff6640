// Shows a token this once. It is in a variable here and in the text on the screen, and nowhere else.

import { clients, placeholder } from "./clients.js";
import { testConnection } from "./connection.js";
import { copyButton } from "./copy.js";
import { ask } from "./dialog.js";
import { h, icon, newId } from "./dom.js";
import { exact, fromNow, timeOf } from "./format.js";
import { heading, tokenHref } from "./parts.js";

/** The view of a record that has just got its token string. */
export function revealView({ token, how, config }) {
  let secret = token.token;
  delete token.token;
  let kept = false;
  const url = config.mcp ? new URL(config.mcp, location.origin).href : null;
  const shown = h("code", { class: "secret", tabindex: "0", "aria-label": "The token" }, secret ?? "");
  const forget = () => {
    secret = "";
    shown.textContent = "";
  };
  const unsaved = event => event.preventDefault();
  const keep = () => {
    kept = true;
    removeEventListener("beforeunload", unsaved);
  };

  if (!secret) {
    return { title: "Token made", element: lost(token) };
  }

  addEventListener("beforeunload", unsaved);
  const done = h("a", { class: "button", href: tokenHref(token) }, "Done");
  return {
    title: "Copy your token",
    element: h("div", {},
      heading(how === "rotated" ? "Copy the new token" : "Copy your token"),
      h("section", { class: "panel reveal", "aria-label": "The token" },
        h("p", { class: "lead" }, icon("alert"), h("strong", {}, "Copy the token immediately - you won't see it again!")),
        h("p", { class: "hint" }, "“", h("span", { class: "name" }, token.name), "” expires ", timeOf(token.expires_at, fromNow(token.expires_at)), `, on ${exact(token.expires_at)}.`,
          token.former_valid_until && [" The former token stays good until ", timeOf(token.former_valid_until), "."]),
        shown,
        h("div", { class: "actions" }, copyButton("Copy token", () => secret, { primary: true, copied: keep }), done)),
      url && connection(url, () => secret),
      url ? configurations(config.server, config.mcp_address ?? url, () => secret, keep) : null),
    /** Whether the page may go on to another view: asks as long as the token is not copied. */
    async mayLeave() {
      return kept || await ask({
        title: "Leave without copying the token?",
        body: h("p", {}, "You have not copied it, and it cannot be shown again. To get another one later, rotate the token."),
        label: "Leave",
        cancel: "Stay",
        danger: true,
        confirm: async () => true,
      }) === true;
    },
    leave() {
      forget();
      removeEventListener("beforeunload", unsaved);
    },
  };
}

function lost(token) {
  return h("div", {}, heading("The token was made already"),
    h("div", { class: "panel" },
      h("p", {}, "An earlier attempt has made it, but its answer did not arrive here, and a token is shown once only. Rotate it to get a token that you can copy."),
      h("a", { class: "button primary", href: tokenHref(token) }, "Go to the token")));
}

function connection(url, secret) {
  const result = h("div", { class: "result", "aria-live": "polite" });
  const button = h("button", { type: "button", class: "button" }, icon("plug"), h("span", {}, "Test connection"));
  button.addEventListener("click", async () => {
    const caption = button.lastChild;
    button.disabled = true;
    caption.textContent = "Testing…";
    const outcome = await testConnection(url, secret());
    button.disabled = false;
    caption.textContent = "Test connection";
    button.focus();
    result.replaceChildren(h("div", { class: outcome.works ? "panel good" : "panel problem" },
      h("p", {}, h("strong", {}, outcome.title, ". "), outcome.text),
      outcome.tools.length > 0 && h("details", {}, h("summary", {}, "Show the tools"), h("ul", { class: "chips" }, outcome.tools.map(name => h("li", {}, h("code", {}, name)))))));
  });
  return h("section", { class: "panel" }, h("h2", {}, "Try it"),
    h("p", { class: "hint" }, "Initializes against ", h("code", {}, url), " with the token, as a client does."), button, result);
}

function configurations(server, url, secret, copied) {
  const all = clients(server, url);
  const code = h("code");
  const where = h("p", { class: "hint" });
  const panelId = newId("panel");
  let current = all[0];
  const tabs = all.map(client => h("button", { type: "button", role: "tab", id: newId("tab"), "aria-controls": panelId, on: { click: () => choose(client) } }, client.title));

  function choose(client) {
    current = client;
    code.textContent = client.text(placeholder);
    where.textContent = client.where;
    tabs.forEach((tab, index) => {
      const chosen = all[index] === client;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      if (chosen) {
        panel.setAttribute("aria-labelledby", tab.id);
      }
    });
  }

  const panel = h("div", { role: "tabpanel", id: panelId }, where,
    h("pre", { tabindex: "0", "aria-label": "Configuration" }, code),
    h("div", { class: "actions start" },
      copyButton("Copy with token", () => current.text(secret()), { primary: true, copied }),
      copyButton("Copy with placeholder", () => current.text(placeholder))));
  const tablist = h("div", { role: "tablist", "aria-label": "Client", class: "segments", on: { keydown: event => move(event) } }, tabs);

  function move(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const index = event.key === "Home" ? 0 : event.key === "End" ? all.length - 1 : step && (all.indexOf(current) + step + all.length) % all.length;
    if (index !== undefined) {
      event.preventDefault();
      choose(all[index]);
      tabs[index].focus();
    }
  }

  choose(all[0]);
  return h("section", { class: "panel" }, h("h2", {}, "Configure a client"), tablist, panel);
}
