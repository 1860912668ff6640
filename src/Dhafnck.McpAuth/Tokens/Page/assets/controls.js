// The controls that forms, lists and dialogs are made of.

import { h, newId } from "./dom.js";

/** A button that does not submit a form. `look` is an additional class, such as "primary". */
export function button(content, press, { look = "", ...attributes } = {}) {
  return h("button", { type: "button", class: `button ${look}`.trimEnd(), on: { click: press }, ...attributes }, content);
}

/** Disables a button and shows `text` on it until `work` is done. */
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

/** A drop-down list of `choices`, which are pairs of a value and its title. */
export function select(choices, chosen, attributes) {
  const element = h("select", attributes, choices.map(([value, title]) => h("option", { value }, title)));
  element.value = chosen;
  return element;
}

/** Radio buttons side by side. `change` gets the chosen value. Inside a field that has a label they need none. */
export function segments(choices, chosen, { label = null, change = () => {} } = {}) {
  const name = newId("segments");
  return h("div", { class: "segments", role: label && "radiogroup", "aria-label": label }, choices.map(([value, title]) =>
    h("label", {},
      h("input", { type: "radio", name, value, checked: value === chosen, on: { change: () => change(value) } }),
      h("span", {}, title))));
}
