// The controls that forms, lists and dialogs are made of.

import { h, newId } from "./dom.js";

/** A button that is no form's. `look` is the rest of its class, such as "primary". */
export function button(content, press, { look = "", ...attributes } = {}) {
  return h("button", { type: "button", class: `button ${look}`.trimEnd(), on: { click: press }, ...attributes }, content);
}

/** Disables a button until `work` is done; `text` takes the place of its text meanwhile. */
export async function whileBusy(pressed, text, work) {
  const caption = pressed.lastChild;
  const label = caption.textContent;
  pressed.disabled = true;
  caption.textContent = text;
  try {
    return await work();
  } finally {
    pressed.disabled = false;
    caption.textContent = label;
  }
}

/** A list to choose one of `choices` from, which are pairs of a value and its title. */
export function select(choices, chosen, attributes) {
  const element = h("select", attributes, choices.map(([value, title]) => h("option", { value }, title)));
  element.value = chosen;
  return element;
}

/** The same side by side. `change` gets the value that was chosen. Without a label they are part of a field that has one. */
export function segments(choices, chosen, { label = null, change = () => {} } = {}) {
  const name = newId("segments");
  return h("div", { class: "segments", role: label && "radiogroup", "aria-label": label }, choices.map(([value, title]) =>
    h("label", {},
      h("input", { type: "radio", name, value, checked: value === chosen, on: { change: () => change(value) } }),
      h("span", {}, title))));
}
