// Changing a token, without undoing what someone else changed meanwhile.

import { readCatalog, send, tokenPath } from "./api.js";
import { announce, h } from "./dom.js";
import { form } from "./form.js";
import { list } from "./format.js";
import { back, heading, tokenHref } from "./parts.js";
import { scopePicker } from "./scopes.js";
import { addressesField, limitField, nameField, readFields, scopesField } from "./token-fields.js";

const labels = { name: "name", scopes: "scopes", rate_limit: "limit", allowed_addresses: "addresses" };

export async function editView({ signal, id, go }) {
  const path = tokenPath(id);
  const [catalog, read] = await Promise.all([readCatalog(signal), send("GET", path, { signal })]);
  let { data: token, etag } = read;
  const picker = scopePicker(token.connection ? narrowing(catalog, token) : catalog, wanted(token));
  let before = picker.chosen();
  let original = { ...token };
  const fields = fieldsOf(token, picker, catalog);
  const conflict = h("div", { class: "notice warning", role: "alert", tabindex: "-1", hidden: true });

  // Only what was changed here is sent, so that the rest stays whatever it is by now.
  function changes(errors) {
    const changed = Object.fromEntries(Object.entries(readFields(fields, errors)).filter(([name, value]) => !same(value, original[name])));
    return sameItems(picker.chosen(), before) ? changed : { ...changed, scopes: picker.chosen() };
  }

  // What was not touched here shows what it is by now; what was typed stays.
  function takeOver(now) {
    const touched = changes({});
    const untouched = Object.keys(labels).filter(name => name !== "scopes" && !(name in touched));
    const current = textsOf(now);
    untouched.forEach(name => { fields[name].value = current[name]; });
    if (sameItems(picker.chosen(), before)) {
      picker.set(wanted(now));
      before = picker.chosen();
    }

    original = { ...original, ...Object.fromEntries(untouched.map(name => [name, now[name]])) };
  }

  async function showConflict() {
    const now = await send("GET", path, { signal });
    const changed = Object.keys(labels).filter(name => !same(now.data[name], token[name])).map(name => labels[name]);
    ({ data: token, etag } = now);
    takeOver(token);
    conflict.replaceChildren(...conflictInWords(token, changed));
    conflict.hidden = false;
    conflict.focus();
  }

  const edit = form({
    fields,
    sections: [conflict, h("section", { class: "panel fields" }, Object.values(fields).map(field => field.element))],
    label: "Save",
    busy: "Saving…",
    cancel: h("a", { class: "button", href: tokenHref(token) }, "Cancel"),
    read(errors) {
      conflict.hidden = true;
      return changes(errors);
    },
    async submit(body) {
      // A proxy may have taken the ETag away.
      await send("PATCH", path, { body, headers: etag === null ? {} : { "If-Match": etag } });
      announce("Saved.");
      go(tokenHref(token));
    },
    failed(failure) {
      if (failure.status === 412) {
        showConflict().catch(problem => edit.show({}, problem.message));
        return true;
      }

      return false;
    },
  });

  return {
    title: `Edit ${token.name}`,
    element: h("div", {}, back(tokenHref(token), token.name), heading(token.connection ? "Edit connection" : "Edit token"), edit.element),
  };
}

// An app asks for more scopes itself, so the page only takes away.
function narrowing(catalog, token) {
  return { ...catalog, data: catalog.data.filter(scope => wanted(token).includes(scope.name)) };
}

// A scope that is cleared waits no longer.
function wanted({ scopes, requested_scopes: requested }) {
  return [...scopes, ...requested];
}

function fieldsOf(token, picker, catalog) {
  const texts = textsOf(token);
  const others = token.scopes.filter(scope => !catalog.data.some(known => known.name === scope));
  return {
    name: nameField(texts.name),
    scopes: scopesField(picker, others.length > 0
      ? `An administrator granted ${list(others)} as well. A change of the scopes here takes that away.`
      : token.connection ? "Clear what the app does not need. If it needs more, it asks you itself." : null),
    rate_limit: limitField(texts.rate_limit),
    allowed_addresses: addressesField(texts.allowed_addresses),
  };
}

function textsOf(token) {
  return { name: token.name, rate_limit: String(token.rate_limit), allowed_addresses: token.allowed_addresses.join("\n") };
}

function conflictInWords(token, changed) {
  return [
    h("p", {},
      h("strong", {}, "The token was changed elsewhere meanwhile"), changed.length > 0 ? ` (${list(changed)}).` : ".",
      " The fields that you did not change show it.",
      " What you changed is still here: save it over that, or look at the token first."),
    h("div", { class: "actions" }, h("a", { class: "button", href: tokenHref(token) }, "Discard my input")),
  ];
}

function same(first, second) {
  return JSON.stringify(first) === JSON.stringify(second);
}

function sameItems(first, second) {
  return first.length === second.length && first.every(item => second.includes(item));
}
