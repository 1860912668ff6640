// What narrows a list down. The choices are kept in an object, for when a person comes back.

import { select } from "./controls.js";
import { h } from "./dom.js";

export function filters(...fields) {
  return h("form", { class: "toolbar", role: "search", on: { submit: event => event.preventDefault() } }, fields);
}

/** A text to look for. `changed` is called once a person pauses. */
export function textFilter(label, chosen, name, changed, maxlength = 100) {
  const input = h("input", { type: "search", autocomplete: "off", spellcheck: "false", maxlength });
  let waiting;
  input.value = chosen[name];
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      chosen[name] = input.value.trim();
      changed();
    }, 250);
  });
  return h("label", { class: "search" }, h("span", {}, label), input);
}

/** One of several choices, which are pairs of a value and its title. */
export function choiceFilter(label, chosen, name, choices, changed) {
  const change = event => {
    chosen[name] = event.target.value;
    changed();
  };
  return h("label", {}, h("span", {}, label), select(choices, chosen[name], { on: { change } }));
}
