// Choosing when a token expires: some days from now, or on a date.

import { segments } from "./controls.js";
import { h } from "./dom.js";
import { day, exact, fromNow, plural } from "./format.js";

const usual = [[7, "7 days"], [30, "30 days"], [90, "90 days"], [365, "1 year"]];

/** Offers no more days than the server allows. `days` gives how many days from now, or null when no date is chosen. */
export function expiryPicker(maximum) {
  const allowed = usual.filter(([days]) => days <= maximum);
  const isUsual = allowed.some(([days]) => days === maximum);
  const choices = [...allowed, ...(isUsual ? [] : [[maximum, plural(maximum, "day")]]), ["date", "On a date"]];
  const today = midnight(new Date());
  const date = h("input", {
    type: "date",
    "aria-label": "Expiry date",
    min: isoDate(midnight(today, 1)),
    max: isoDate(midnight(today, maximum)),
    hidden: true,
  });
  const when = h("p", { class: "hint", "aria-live": "polite" });
  const segment = segments(choices, Math.min(30, maximum));
  const radios = [...segment.querySelectorAll("input")];
  const element = h("div", {}, segment, date, when);

  function checked() {
    return radios.find(radio => radio.checked);
  }

  function days() {
    const { value } = checked();
    return value !== "date" ? Number(value) : date.value === "" ? null : Math.round((midnight(new Date(`${date.value}T00:00`)) - today) / day);
  }

  function show() {
    date.hidden = checked().value !== "date";
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
    first: () => (date.hidden ? checked() : date),
    set(value, text) {
      radios.find(radio => radio.value === value).checked = true;
      date.value = text;
      show();
    },
    get: () => [checked().value, date.value],
  };
}

/** Midnight at the start of a day in the reader's time zone, or of the day that is `later` days after it. */
function midnight(time, later = 0) {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate() + later);
}

function isoDate(time) {
  return [time.getFullYear(), time.getMonth() + 1, time.getDate()].map(part => String(part).padStart(2, "0")).join("-");
}
