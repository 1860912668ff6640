// Forms, and what is wrong with them: beside each field, and in a summary that leads there.

import { whileBusy } from "./controls.js";
import { h, newId } from "./dom.js";
import { plural } from "./format.js";
import { signedOut } from "./sign-in.js";

/** Fields that most people leave as they are, folded until somebody, or an error in one of them, opens them. `summary` says what they are. */
export function foldedFields(title, fields, summary) {
  const now = h("small");
  const element = h("details", { class: "more-fields" },
    h("summary", {}, title, " ", now), h("div", { class: "fields" }, fields.map(each => each.element)));
  const show = () => { now.textContent = summary(); };
  element.addEventListener("input", show);
  fields.forEach(each => {
    each.fold = element;
  });
  show();
  return element;
}

/** A text field with a label and a hint. */
export function textField(label, { hint, value = "", className, rows, ...attributes } = {}) {
  const id = newId("field");
  const told = hintOf(hint);
  const control = h(rows ? "textarea" : "input", {
    id,
    rows,
    type: rows ? null : "text",
    autocomplete: "off",
    spellcheck: "false",
    class: className,
    "aria-describedby": told?.id,
    ...attributes,
  });
  control.value = value;
  return field(h("div", { class: "field" }, h("label", { for: id }, label), told, control), label, control, () => control);
}

/** Several controls that answer one question. */
export function groupField(label, element, first, hint) {
  const told = hintOf(hint);
  const set = h("fieldset", { class: "field", "aria-describedby": told?.id }, h("legend", {}, label), told, element);
  return field(set, label, set, first);
}

function hintOf(text) {
  return text ? h("p", { class: "hint", id: newId("hint") }, text) : null;
}

function field(element, label, described, first) {
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

/**
 * A form over named fields. `read` gives what is to be sent, and puts what is wrong into the errors that it gets; without
 * any, `submit` sends it. What that throws is shown, by field where the server names one. `failed` may deal with a
 * failure itself, and then gives true.
 */
export function form({ fields, sections, label, busy, cancel, read, submit, failed }) {
  const summary = summaryOf(fields);
  const button = h("button", { type: "submit", class: "button primary" }, label);
  const element = h("form", { class: "token-form", novalidate: "" }, summary.element, sections, h("div", { class: "actions" }, button, cancel));

  async function send() {
    try {
      const errors = {};
      const body = read(errors);
      summary.show(errors);
      if (Object.keys(errors).length === 0) {
        await submit(body);
      }
    } catch (failure) {
      if (failure.name === "AbortError" || failed?.(failure)) {
        return;
      }

      if (failure.kind === "signed-out") {
        signedOut();
      } else {
        summary.show(failure.errors ?? {}, failure.message);
      }
    }
  }

  element.addEventListener("input", summary.mend);
  element.addEventListener("click", summary.mend);
  element.addEventListener("submit", event => {
    event.preventDefault();
    if (!button.disabled) {
      whileBusy(button, busy, send);
    }
  });
  return { element, show: summary.show };
}

function summaryOf(fields) {
  const element = h("div", { class: "panel problem summary", tabindex: "-1", hidden: true });

  function fill(lines) {
    const title = lines.length === 1 ? "There is a problem" : `There are ${plural(lines.length, "problem")}`;
    element.replaceChildren(h("h2", {}, title), h("ul", {}, lines));
    element.hidden = lines.length === 0;
  }

  return {
    element,
    /** Shows the errors, which are lists of messages by path, or `general` when there are none. */
    show(errors, general) {
      const messages = messagesByName(errors);
      const lines = Object.entries(fields).flatMap(([name, each]) => fieldLines(each, messages.get(name) ?? []));
      Object.keys(fields).forEach(name => messages.delete(name));
      lines.push(...otherLines(messages));
      if (lines.length === 0 && general) {
        lines.push(h("li", {}, general));
      }

      fill(lines);
      if (lines.length > 0) {
        element.focus();
      }
    },
    /** Removes the lines of fields that are no longer wrong. */
    mend() {
      const lines = [...element.querySelectorAll("li")];
      const left = lines.filter(line => !line.field || line.field.wrong);
      if (left.length < lines.length) {
        fill(left);
      }
    },
  };
}

function messagesByName(errors) {
  const messages = new Map();
  for (const [path, told] of Object.entries(errors)) {
    const name = path.split(/[.[]/)[0];
    messages.set(name, [...(messages.get(name) ?? []), ...told]);
  }

  return messages;
}

function fieldLines(each, told) {
  const messages = told.length > 0 ? each.inWords?.() ?? told : told;
  each.setError(messages);
  const follow = event => {
    event.preventDefault();
    each.focus();
  };
  return messages.map(message => {
    const line = h("li", {}, h("a", { href: "#", on: { click: follow } }, `${each.label}: ${message}`));
    line.field = each;
    return line;
  });
}

function otherLines(messages) {
  return [...messages].flatMap(([name, told]) => told.map(message => h("li", {}, name === "$" ? message : `${name}: ${message}`)));
}
