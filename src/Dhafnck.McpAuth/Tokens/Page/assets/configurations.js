// The configurations of the clients to copy, each in a tab.

import { clients } from "./clients.js";
import { mcpUrl } from "./connection.js";
import { copyButton } from "./copy.js";
import { h, newId } from "./dom.js";

/** The configurations of all clients. `secret` gives the token where it is at hand, and `copied` is told when it was copied. */
export function configurations(config, secret = null, copied = () => {}) {
  const all = clients(config.server, config.mcp_address ?? mcpUrl(config));
  const code = h("code");
  const where = h("p", { class: "hint" });
  const note = h("p", { class: "hint" });
  const panelId = newId("panel");
  let current = all[0];
  const tabs = all.map(client => h("button",
    { type: "button", role: "tab", id: newId("tab"), "aria-controls": panelId, on: { click: () => choose(client) } }, client.title));

  function choose(client) {
    current = client;
    code.textContent = client.text();
    note.textContent = client.note;
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
    h("pre", { tabindex: "0", "aria-label": "Configuration" }, code), note,
    h("div", { class: "actions start" },
      copyButton("Copy configuration", () => current.text(), { primary: true }),
      secret && copyButton("Copy with token", () => current.text(secret()), { copied })));
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
