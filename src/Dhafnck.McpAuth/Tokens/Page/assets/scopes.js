// Choosing scopes: by resource, in words, with what they include and which tools they open.

import { h, icon, newId } from "./dom.js";
import { list, plural } from "./format.js";

const verbs = ["read", "write", "execute", "create", "update", "delete", "manage", "admin"];
const names = { mcp: "MCP", tokens: "This token" };

/** What a token with these scopes has, as the catalogue says it. */
export function effective(catalog, granted) {
  const known = new Map(catalog.data.map(scope => [scope.name, scope]));
  const all = new Set(["mcp:access"]);
  const admin = granted.includes("mcp:admin");
  for (const name of admin ? [...known.keys()].filter(name => name !== "tokens:rotate").concat(granted) : granted) {
    for (const each of [name, ...(known.get(name)?.includes ?? [])]) {
      all.add(each);
      if (known.get(each)?.permission) {
        all.add(known.get(each).permission);
      }
    }
  }

  return all;
}

/** The scopes that every tool needs. */
function neededByAll(catalog) {
  const [first, ...rest] = catalog.tools;
  return first ? first.scopes.filter(scope => rest.every(tool => tool.scopes.includes(scope))) : [];
}

/** The fields for choosing scopes. `chosen` gives them, without those that others include. */
export function scopePicker(catalog, granted) {
  const chosen = new Set(granted);
  const everyTool = neededByAll(catalog);
  const boxes = new Map();
  const status = h("div", { class: "visually-hidden", role: "status" });
  const summary = h("summary");
  const tools = h("ul", { class: "tool-list" });
  const live = h("details", { class: "tools" }, summary, tools);
  const hint = h("p", { class: "hint warn", hidden: true });
  const element = h("div", { class: "scopes" },
    presets(catalog, everyTool, scopes => picker.set(scopes)),
    groups(catalog).map(([title, scopes]) => h("div", { class: "scope-group", role: "group", "aria-label": title },
      h("p", { class: "group-title", "aria-hidden": "true" }, title),
      scopes.map(scope => row(scope)))),
    hint, live, status);

  function row(scope) {
    const noteId = newId("scope");
    const opened = everyTool.includes(scope.name) ? "Every tool call needs it"
      : scope.tools.length === 0 ? null
      : scope.tools.length > 4 ? `Opens ${scope.tools.length} tools` : `Opens ${list(scope.tools)}`;
    const note = h("small", { id: noteId }, opened);
    const box = h("input", { type: "checkbox", value: scope.name, "aria-describedby": noteId });
    box.addEventListener("change", () => {
      box.checked ? chosen.add(scope.name) : chosen.delete(scope.name);
      show();
    });
    boxes.set(scope.name, { box, note, opened });
    return h("label", { class: "choice" }, box, h("span", {}, h("span", {}, scope.description, " ", h("code", {}, scope.name)), note));
  }

  function show() {
    const has = effective(catalog, [...chosen]);
    for (const [name, { box, note, opened }] of boxes) {
      const by = catalog.data.filter(scope => scope.name !== name && chosen.has(scope.name) && scope.includes.includes(name)).map(scope => scope.name);
      box.checked = chosen.has(name) || by.length > 0;
      box.disabled = by.length > 0;
      note.textContent = by.length > 0 ? `Included in ${list(by)}` : opened ?? "";
      note.classList.toggle("included", by.length > 0);
    }

    const open = catalog.tools.filter(tool => tool.scopes.every(scope => has.has(scope)));
    const text = `This token will be able to call ${open.length} of ${plural(catalog.tools.length, "tool")}`;
    summary.textContent = text;
    status.textContent = text;
    tools.replaceChildren(...catalog.tools.map(tool => toolRow(tool, has)));
    live.hidden = catalog.tools.length === 0;
    const missing = everyTool.filter(scope => !has.has(scope));
    hint.hidden = missing.length === 0 || chosen.size === 0;
    hint.textContent = `Without ${list(missing)} a token can call no tool at all.`;
  }

  const picker = {
    element,
    chosen: () => catalog.data.map(scope => scope.name).filter(name => chosen.has(name) && !boxes.get(name).box.disabled),
    set(scopes) {
      chosen.clear();
      scopes.forEach(scope => chosen.add(scope));
      show();
    },
    first: () => boxes.values().next().value?.box,
  };
  show();
  return picker;
}

function toolRow(tool, has) {
  const missing = tool.scopes.filter(scope => !has.has(scope));
  return h("li", { class: missing.length === 0 ? "can" : "cannot" },
    icon(missing.length === 0 ? "check" : "close"),
    h("span", {}, h("code", {}, tool.name), missing.length === 0 ? h("span", { class: "visually-hidden" }, " can be called") : h("small", {}, ` needs ${list(missing)}`)));
}

function presets(catalog, everyTool, choose) {
  const permitting = (...permissions) => catalog.data.filter(scope => permissions.includes(scope.permission)).map(scope => scope.name);
  const offers = [
    ["Read only", [...permitting("mcp:read"), ...everyTool], permitting("mcp:read")],
    ["Read and write", [...permitting("mcp:read", "mcp:write"), ...everyTool], permitting("mcp:write")],
    ["Execute only", permitting("mcp:execute"), permitting("mcp:execute")],
  ];
  const grantable = new Set(catalog.data.map(scope => scope.name));
  return h("div", { class: "presets", role: "group", "aria-label": "Presets" },
    offers.filter(([, , needed]) => needed.length > 0).map(([title, scopes]) =>
      h("button", { type: "button", class: "button small", on: { click: () => choose(scopes.filter(scope => grantable.has(scope))) } }, title)));
}

/** The scopes by the resource that they are about: `read:tasks` by tasks, `tokens:rotate` by tokens. */
function groups(catalog) {
  const byResource = new Map();
  for (const scope of catalog.data) {
    const [first, ...rest] = scope.name.split(":");
    const resource = verbs.includes(first) && rest.length > 0 ? rest.join(":") : first;
    const title = names[resource] ?? resource[0].toUpperCase() + resource.slice(1).replaceAll(/[-_]/g, " ");
    byResource.set(title, [...(byResource.get(title) ?? []), scope]);
  }

  return [...byResource];
}
