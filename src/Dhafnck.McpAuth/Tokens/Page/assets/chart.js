// Bar charts. Each one also states in words what it shows.

import { h, s } from "./dom.js";
import { count, list, plural, timeOfDay } from "./format.js";

export const outcomes = ["succeeded", "failed", "forbidden", "limited"];

const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "short", timeZone: "UTC" });
const date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** A bucket's time: an hour in the reader's zone, a day as the server counts days, in UTC. */
export function bucketTime(bucket, interval) {
  return interval === "hour" ? timeOfDay(bucket.start) : date.format(new Date(bucket.start));
}

export function sum(numbers) {
  return numbers.reduce((all, number) => all + number, 0);
}

/** The last days of a token in a row of a list. */
export function sparkline(buckets) {
  const days = buckets.slice(-7);
  const most = Math.max(1, ...days.map(bucket => bucket.requests));
  const words = daysInWords(days);
  return s("svg", { class: "sparkline", viewBox: `0 0 ${days.length * 8} 24`, role: "img", "aria-label": words },
    s("title", {}, words),
    days.map((bucket, index) => {
      const height = bucket.requests === 0 ? 1.5 : Math.max(3, bucket.requests / most * 23);
      return s("rect", { class: bucket.requests === 0 ? "none" : "some", x: index * 8 + 1, y: 24 - height, width: 6, height, rx: 1 });
    }));
}

function daysInWords(days) {
  const total = sum(days.map(bucket => bucket.requests));
  if (total === 0) {
    return "No requests in the last 7 days";
  }

  const used = days.filter(bucket => bucket.requests > 0);
  const parts = used.map(bucket => `${count(bucket.requests)} on ${weekday.format(new Date(bucket.start))}`);
  return `${plural(total, "request")} in the last 7 days: ${list(parts)}`;
}

/** Bars of several parts each. `parts` gives [name, count] pairs of a bucket; `colours` is "outcome" or "tool". */
export function stackedBars(buckets, interval, colours, names, parts, words) {
  const most = Math.max(1, ...buckets.map(bucket => sum(parts(bucket).map(([, number]) => number))));
  const bars = buckets.map((bucket, index) => {
    let bottom = 100;
    const pieces = parts(bucket).filter(([, number]) => number > 0);
    return s("g", {},
      s("title", {}, `${bucketTime(bucket, interval)}: ${piecesInWords(pieces)}`),
      s("rect", { class: "hit", x: index, y: 0, width: 1, height: 100 }),
      pieces.map(([name, number]) => {
        const height = number / most * 100;
        bottom -= height;
        return s("rect", { class: `${colours}-${names.indexOf(name)}`, x: index + 0.12, y: bottom, width: 0.76, height });
      }));
  });
  const ends = [buckets[0], buckets[Math.floor(buckets.length / 2)], buckets.at(-1)];
  return h("figure", { class: "chart" },
    h("div", { class: "plot" },
      h("div", { class: "axis", "aria-hidden": "true" }, h("span", {}, count(most)), h("span", {}, "0")),
      s("svg", { viewBox: `0 0 ${buckets.length} 100`, preserveAspectRatio: "none", role: "img", "aria-label": words }, bars)),
    h("div", { class: "axis-x", "aria-hidden": "true" }, ends.map(bucket => h("span", {}, bucketTime(bucket, interval)))));
}

function piecesInWords(pieces) {
  return pieces.length === 0 ? "none" : pieces.map(([name, number]) => `${count(number)} ${name}`).join(", ");
}

/** Which colour is what, and how many of each there are. */
export function legend(colours, names, totals) {
  const swatch = index => s("svg", { viewBox: "0 0 10 10", "aria-hidden": "true" },
    s("rect", { class: `${colours}-${index}`, width: 10, height: 10, rx: 2 }));
  return h("ul", { class: "legend" }, names.map((name, index) =>
    h("li", {}, swatch(index), `${name} `, h("strong", {}, count(totals[name] ?? 0)))));
}
