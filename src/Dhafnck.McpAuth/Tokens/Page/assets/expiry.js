// Choosing when a token expires: some days from now, or on a date.

import { h, newId } from "./dom.js";
import { day, exact, fromNow } from "./format.js";

const presets = [7, 30, 90, 365];

/** `days` gives how many days from now, or null when no date is chosen. */
export function expiryPicker(chosen = 30) {
  const group = newId("expiry");
  const today = startOfDay(new Date());
  const date = h("input", { type: "date", "aria-label": "Expiry date", min: isoDate(addDays(today, 1)), max: isoDate(addDays(today, 365)), hidden: true });
  const when = h("p", { class: "hint", "aria-live": "polite" });
  const radios = [...presets, "date"].map(value => h("input", { type: "radio", name: group, value, checked: value === chosen }));
  const element = h("div", {},
    h("div", { class: "segments" }, radios.map(radio => h("label", {}, radio, h("span", {}, radio.value === "date" ? "On a date" : radio.value === "365" ? "1 year" : `${radio.value} days`)))),
    date, when);

  function days() {
    const { value } = radios.find(radio => radio.checked);
    return value !== "date" ? Number(value) : date.value === "" ? null : Math.round((startOfDay(new Date(`${date.value}T00:00`)) - today) / day);
  }

  function show() {
    date.hidden = radios.at(-1).checked === false;
    const chosenDays = days();
    const end = new Date(Date.now() + chosenDays * day);
    when.textContent = chosenDays > 0 && !Number.isNaN(end.getTime()) ? `Expires on ${exact(end)}, ${fromNow(end)}.` : "";
  }

  element.addEventListener("change", show);
  element.addEventListener("input", show);
  show();
  return {
    element,
    days,
    first: () => (date.hidden ? radios.find(radio => radio.checked) : date),
    set(value, text) {
      radios.find(radio => radio.value === value).checked = true;
      date.value = text;
      show();
    },
    get: () => [radios.find(radio => radio.checked).value, date.value],
  };
}

function startOfDay(time) {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate());
}

function addDays(time, number) {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate() + number);
}

function isoDate(time) {
  return [time.getFullYear(), String(time.getMonth() + 1).padStart(2, "0"), String(time.getDate()).padStart(2, "0")].join("-");
}
