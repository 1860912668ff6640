// Choosing scopes: by resource, in words, with what they include and which tools they open.

import { button } from "./controls.js";
import { h, icon, newId } from "./dom.js";
import { capital, list, plural } from "./format.js";

const verbs = ["read", "write", "execute", "create", "update", "delete", "manage", "admin"];
const names = { mcp: "MCP", tokens: "This token" };

/** The fields for choosing scopes. `chosen` gives them, without those that others include. */
export function scopePicker(catalog, granted) {
  const chosen = new Set(granted);
  const everyTool = neededByAll(catalog.tools);
  const rows = new Map(catalog.data.map(scope => [scope.name, scopeRow(scope, everyTool, toggle)]));
  const tools = toolSummary(catalog.tools);
  const hint = h("p", { class: "hint warn", hidden: true });
  const element = h("div", { class: "scopes" },
    presets(catalog, everyTool, set),
    groups(catalog).map(([title, scopes]) => h("div", { class: "scope-group", role: "group", "aria-label": title },
      h("p", { class: "group-title", "aria-hidden": "true" }, title),
      scopes.map(scope => rows.get(scope.name).element))),
    hint, tools.element, tools.status);

  function toggle(name, isChosen) {
    isChosen ? chosen.add(name) : chosen.delete(name);
    show();
  }

  function set(scopes) {
    chosen.clear();
    scopes.forEach(scope => chosen.add(scope));
    show();
  }

  function show() {
    for (const [name, row] of rows) {
      row.show(chosen.has(name), includedBy(name));
    }

    const has = effective(catalog, [...chosen]);
    tools.show(has);
    const missing = everyTool.filter(scope => !has.has(scope));
    hint.hidden = missing.length === 0 || chosen.size === 0;
    hint.textContent = `Without ${list(missing)} a token can call no tool at all.`;
  }

  function includedBy(name) {
    return catalog.data
      .filter(scope => scope.name !== name && chosen.has(scope.name) && scope.includes.includes(name))
      .map(scope => scope.name);
  }

  show();
  return {
    element,
    chosen: () => catalog.data.map(scope => scope.name).filter(name => chosen.has(name) && !rows.get(name).box.disabled),
    set,
    first: () => rows.values().next().value?.box,
  };
}

/** The effective scopes of a token with these scopes, from the catalog. */
function effective(catalog, granted) {
  const all = new Map(Object.entries(catalog.effective_scopes));
  return new Set(granted.flatMap(name => all.get(name) ?? [name]));
}

/** The scopes that every tool needs. */
function neededByAll(tools) {
  const [first, ...rest] = tools;
  return first ? first.scopes.filter(scope => rest.every(tool => tool.scopes.includes(scope))) : [];
}

function scopeRow(scope, everyTool, toggle) {
  const opened = openedInWords(scope, everyTool);
  const note = h("small", { id: newId("scope") }, opened);
  const waits = scope.needs_approval && h("small", { class: "waits", id: newId("scope") }, "An administrator has to approve it");
  const box = h("input", { type: "checkbox", value: scope.name, "aria-describedby": waits ? `${note.id} ${waits.id}` : note.id });
  box.addEventListener("change", () => toggle(scope.name, box.checked));
  return {
    box,
    element: h("label", { class: "choice" }, box, h("span", {}, h("span", {}, scope.description, " ", h("code", {}, scope.name)), note, waits)),
    show(isChosen, by) {
      const isIncluded = by.length > 0;
      box.checked = isChosen || isIncluded;
      box.disabled = isIncluded;
      note.textContent = isIncluded ? `Included in ${list(by)}` : opened;
      note.classList.toggle("included", isIncluded);
    },
  };
}

function openedInWords({ name, tools }, everyTool) {
  return everyTool.includes(name) ? "Every tool call needs it"
    : tools.length === 0 ? ""
    : tools.length > 4 ? `Opens ${tools.length} tools`
    : `Opens ${list(tools)}`;
}

/** How many of the tools the token can call, and which ones once it is opened. */
function toolSummary(tools) {
  const status = h("div", { class: "visually-hidden", role: "status" });
  const summary = h("summary");
  const items = h("ul", { class: "tool-list" });
  return {
    status,
    element: h("details", { class: "tools", hidden: tools.length === 0 }, summary, items),
    show(has) {
      const open = tools.filter(tool => tool.scopes.every(scope => has.has(scope)));
      const text = `This token will be able to call ${open.length} of ${plural(tools.length, "tool")}`;
      summary.textContent = text;
      status.textContent = text;
      items.replaceChildren(...tools.map(tool => toolItem(tool, has)));
    },
  };
}

function toolItem(tool, has) {
  const missing = tool.scopes.filter(scope => !has.has(scope));
  const canBeCalled = missing.length === 0;
  return h("li", { class: canBeCalled ? "can" : "cannot" },
    icon(canBeCalled ? "check" : "close"),
    h("span", {},
      h("code", {}, tool.name),
      canBeCalled ? h("span", { class: "visually-hidden" }, " can be called") : h("small", {}, ` needs ${list(missing)}`)));
}

function presets({ data }, everyTool, choose) {
  const permitting = (...permissions) => data.filter(scope => permissions.includes(scope.permission)).map(scope => scope.name);
  const offers = [
    ["Read only", [...permitting("mcp:read"), ...everyTool], permitting("mcp:read")],
    ["Read and write", [...permitting("mcp:read", "mcp:write"), ...everyTool], permitting("mcp:write")],
    ["Execute only", permitting("mcp:execute"), permitting("mcp:execute")],
  ];
  const grantable = new Set(data.map(scope => scope.name));
  return h("div", { class: "presets", role: "group", "aria-label": "Presets" },
    offers.filter(([, , needed]) => needed.length > 0).map(([title, scopes]) =>
      button(title, () => choose(scopes.filter(scope => grantable.has(scope))), { look: "small" })));
}

/** The scopes by the resource that they are about: `read:tasks` by tasks, `tokens:rotate` by tokens. */
function groups({ data }) {
  const byResource = new Map();
  for (const scope of data) {
    const [first, ...rest] = scope.name.split(":");
    const resource = verbs.includes(first) && rest.length > 0 ? rest.join(":") : first;
    const title = names[resource] ?? capital(resource).replaceAll(/[-_]/g, " ");
    byResource.set(title, [...(byResource.get(title) ?? []), scope]);
  }

  return [...byResource];
}
