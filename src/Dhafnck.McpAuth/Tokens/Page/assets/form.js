// The fields of a token, and what is wrong with them: beside each field, and in a summary that leads there.

import { h, newId } from "./dom.js";
import { plural } from "./format.js";

/** Fields that most people leave as they are, folded until somebody, or an error in one of them, opens them. `summary` says what they are. */
export function foldedFields(title, fields, summary) {
  const now = h("small");
  const element = h("details", { class: "more-fields" },
    h("summary", {}, title, " ", now), h("div", { class: "fields" }, fields.map(field => field.element)));
  const show = () => { now.textContent = summary(); };
  element.addEventListener("input", show);
  fields.forEach(field => {
    field.fold = element;
  });
  show();
  return element;
}

/** A text field with a label and a hint. */
export function textField(label, { hint, value = "", className, rows, ...attributes } = {}) {
  const id = newId("field");
  const hintId = `${id}-hint`;
  const control = h(rows ? "textarea" : "input", {
    id, rows, autocomplete: "off", spellcheck: "false", class: className, "aria-describedby": hint ? hintId : null, ...(rows ? {} : { type: "text" }), ...attributes,
  });
  control.value = value;
  return wrap(h("div", { class: "field" }, h("label", { for: id }, label), hint && h("p", { class: "hint", id: hintId }, hint), control), label, control, () => control);
}

/** Several controls that answer one question. */
export function groupField(label, element, first, hint) {
  const hintId = newId("hint");
  const set = h("fieldset", { class: "field", "aria-describedby": hint ? hintId : null }, h("legend", {}, label), hint && h("p", { class: "hint", id: hintId }, hint), element);
  return wrap(set, label, set, first);
}

function wrap(element, label, described, first) {
  const error = h("p", { class: "error", id: newId("error"), hidden: true });
  // Right before the controls, so that it is read before them and stands where the eye is.
  element.lastElementChild.before(error);
  const hints = described.getAttribute("aria-describedby");
  const it = {
    element,
    label,
    focus() {
      this.open();
      first().focus();
    },
    open() {
      if (this.fold) {
        this.fold.open = true;
      }
    },
    get wrong() { return !error.hidden; },
    get value() { return described.value; },
    set value(text) { described.value = text; },
    setError(messages) {
      error.textContent = messages.join(" ");
      error.hidden = messages.length === 0;
      element.classList.toggle("wrong", messages.length > 0);
      if (messages.length > 0) {
        it.open();
      }

      const ids = [messages.length > 0 && error.id, hints].filter(Boolean).join(" ");
      ids ? described.setAttribute("aria-describedby", ids) : described.removeAttribute("aria-describedby");
      if (described.localName !== "fieldset") {
        described.setAttribute("aria-invalid", String(messages.length > 0));
      }
    },
  };
  // Whoever mends a field is not told any more that it is wrong.
  element.addEventListener("input", () => it.setError([]));
  element.addEventListener("click", event => event.target.matches("button") && it.setError([]));
  return it;
}

/** A whole number as it was typed, or an error for what is none. */
export function wholeNumber(field, name, errors) {
  const text = field.value.replaceAll(/[\s,_']/g, "");
  if (!/^-?\d{1,15}$/.test(text)) {
    errors[name] = [text === "" ? "Enter a whole number." : "Must be a whole number."];
    return undefined;
  }

  return Number(text);
}

/** The addresses of a field, one on each line or behind commas. */
export function addresses(text) {
  return text.split(/[\s,;]+/).filter(address => address.length > 0);
}

/**
 * A form over named fields. `submit` sends it; what it throws is shown, by field where the server names one.
 * `failed` may deal with a failure itself, and then gives true.
 */
export function form({ fields, sections, label, busy, cancel, submit, failed, signedOut }) {
  const summary = h("div", { class: "panel problem summary", tabindex: "-1", hidden: true });
  const button = h("button", { type: "submit", class: "button primary" }, label);
  const element = h("form", { class: "token-form", novalidate: "" }, summary, sections, h("div", { class: "actions" }, button, cancel));

  function show(errors, general) {
    const byField = new Map();
    for (const [path, messages] of Object.entries(errors)) {
      const name = path.split(/[.[]/)[0];
      byField.set(name, [...(byField.get(name) ?? []), ...messages]);
    }

    const lines = [];
    for (const [name, field] of Object.entries(fields)) {
      const told = byField.get(name) ?? [];
      const messages = told.length > 0 ? field.inWords?.() ?? told : told;
      field.setError(messages);
      byField.delete(name);
      lines.push(...messages.map(message => Object.assign(
        h("li", {}, h("a", { href: "#", on: { click: event => { event.preventDefault(); field.focus(); } } }, `${field.label}: ${message}`)), { field })));
    }

    lines.push(...[...byField].flatMap(([name, messages]) => messages.map(message => h("li", {}, name === "$" ? message : `${name}: ${message}`))));
    if (lines.length === 0 && general) {
      lines.push(h("li", {}, general));
    }

    sum(lines);
    if (lines.length > 0) {
      summary.focus();
    }
  }

  function sum(lines) {
    summary.replaceChildren(h("h2", {}, lines.length === 1 ? "There is a problem" : `There are ${plural(lines.length, "problem")}`), h("ul", {}, lines));
    summary.hidden = lines.length === 0;
  }

  // The summary lists what is still to be mended.
  function mend() {
    const lines = [...summary.querySelectorAll("li")];
    const left = lines.filter(line => !line.field || line.field.wrong);
    if (left.length < lines.length) {
      sum(left);
    }
  }

  element.addEventListener("input", mend);
  element.addEventListener("click", mend);

  element.addEventListener("submit", async event => {
    event.preventDefault();
    if (button.disabled) {
      return;
    }

    button.disabled = true;
    button.textContent = busy;
    try {
      await submit(show);
    } catch (failure) {
      if (failure.name === "AbortError" || failed?.(failure)) {
        return;
      }

      if (failure.kind === "signed-out") {
        signedOut();
      } else {
        show(failure.errors ?? {}, failure.message);
      }
    } finally {
      button.disabled = false;
      button.textContent = label;
    }
  });
  return { element, show };
}
