// Numbers and times in words: times in the reader's zone, and in UTC for whoever points at one.

import { h } from "./dom.js";

const numbers = new Intl.NumberFormat("en");
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always" });
const moment = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
const dates = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
// Each unit's length, and from how long a time on it is the one to speak of, in seconds.
const units = [["year", 31536000, 63072000], ["month", 2592000, 5184000], ["day", 86400, 129600], ["hour", 3600, 5400], ["minute", 60, 0]];

export const day = 86400000;

export function count(number) {
  return numbers.format(number);
}

export function plural(number, one, many = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** A word or a text with its first letter in upper case. */
export function capital(text) {
  return text[0].toUpperCase() + text.slice(1);
}

export function list(items) {
  return new Intl.ListFormat("en").format(items);
}

/** "in 7 days", "3 hours ago". */
export function fromNow(time) {
  const seconds = (new Date(time) - Date.now()) / 1000;
  const size = Math.abs(seconds);
  if (size < 45) {
    return seconds > 0 ? "in a moment" : "just now";
  }

  const [unit, length] = units.find(([, , least]) => size >= least);
  return relative.format(Math.round(seconds / length), unit);
}

export function exact(time) {
  return moment.format(new Date(time));
}

/** "12 Nov 2026", for what is known to the day. */
export function date(time) {
  return dates.format(new Date(time));
}

/** "23:41", for what is less than a day away. */
export function timeOfDay(time) {
  return clock.format(new Date(time));
}

function utc(time) {
  return `${new Date(time).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** A `time` element, with UTC when it is pointed at. */
export function timeOf(time, text = exact(time)) {
  return h("time", { datetime: time, title: utc(time) }, text);
}
