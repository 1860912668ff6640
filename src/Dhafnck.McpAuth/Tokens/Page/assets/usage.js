// What a token does, by hour or day, by outcome or tool: as a chart and as tables.

import { latestAnswer, readUsage } from "./api.js";
import { bucketTime, legend, outcomes, stackedBars, sum } from "./chart.js";
import { segments } from "./controls.js";
import { h, put } from "./dom.js";
import { capital, count, plural, timeOf } from "./format.js";
import { failed, loading } from "./parts.js";

const intervals = {
  hour: { title: "Last 24 hours", number: 24, table: "Requests by hour" },
  day: { title: "Last 30 days", number: 30, table: "Requests by day (UTC)" },
};
const mostTools = 5;
// A request over the limit calls no tool.
const toolOutcomes = outcomes.filter(name => name !== "limited");

/** The section of a token's use. `told` gets what the server answers, first and at each change. */
export function usageSection(id, signal, told, by) {
  const chosen = { interval: "hour", split: "outcome", asTable: false };
  const body = h("div", { class: "usage" });
  const latest = latestAnswer();
  let usage = null;

  function load() {
    usage = null;
    body.replaceChildren(loading("Loading the usage…"));
    latest(
      () => readUsage(id, chosen.interval, intervals[chosen.interval].number, { signal }, by),
      answer => {
        usage = answer;
        told(usage);
        show();
      },
      failure => body.replaceChildren(failed(failure, load)));
  }

  function show() {
    const period = intervals[chosen.interval].title.toLowerCase();
    if (usage.requests + (usage.outcomes.limited ?? 0) === 0) {
      put(body, emptyNote(`Not used in the ${period}.`));
      return;
    }

    const keepOpen = event => { chosen.asTable = event.target.open; };
    put(body,
      chart(usage, chosen, period),
      h("details", { class: "as-table", open: chosen.asTable, on: { toggle: keepOpen } },
        h("summary", {}, "Show as a table"), bucketTable(usage, chosen.interval)),
      toolTable(usage),
      addressTable(usage));
  }

  function choosePeriod(interval) {
    chosen.interval = interval;
    load();
  }

  function chooseSplit(split) {
    chosen.split = split;
    if (usage) {
      show();
    }
  }

  const periods = Object.entries(intervals).map(([name, { title }]) => [name, title]);
  const splits = [["outcome", "By outcome"], ["tool", "By tool"]];
  load();
  return h("section", { class: "panel", "aria-label": "Usage" },
    h("div", { class: "panel-head" }, h("h2", {}, "Usage"),
      segments(periods, chosen.interval, { label: "Period", change: choosePeriod }),
      segments(splits, chosen.split, { label: "Split by", change: chooseSplit })),
    body);
}

function emptyNote(text) {
  return h("p", { class: "empty-note" }, text);
}

function chart(usage, { interval, split }, period) {
  const byTool = split === "tool";
  const names = byTool ? toolNames(usage) : outcomes;
  if (names.length === 0) {
    return emptyNote(`It called no tool in the ${period}.`);
  }

  const parts = bucket => (byTool ? toolParts(bucket, names) : outcomes.map(name => [name, bucket.outcomes[name] ?? 0]));
  const all = usage.buckets.flatMap(parts);
  const totals = Object.fromEntries(names.map(name => [name, sum(all.filter(([part]) => part === name).map(([, number]) => number))]));
  const figures = names.map(name => `${name}: ${count(totals[name])}`).join(", ");
  const words = `${plural(usage.requests, "request")} in the ${period}. ${figures}.`;
  return [stackedBars(usage.buckets, interval, split, names, parts, words), legend(split, names, totals)];
}

function callsOf(byOutcome) {
  return sum(Object.values(byOutcome));
}

function toolsByCalls({ tools }) {
  return Object.keys(tools).sort((a, b) => callsOf(tools[b]) - callsOf(tools[a]));
}

// As many tools as colours can be told apart; the rest are one.
function toolNames(usage) {
  const names = toolsByCalls(usage);
  return names.length > mostTools ? [...names.slice(0, mostTools - 1), "others"] : names;
}

function toolParts(bucket, names) {
  const sums = new Map(names.map(name => [name, 0]));
  for (const [tool, byOutcome] of Object.entries(bucket.tools)) {
    const name = sums.has(tool) ? tool : "others";
    sums.set(name, (sums.get(name) ?? 0) + callsOf(byOutcome));
  }

  return [...sums];
}

function table(caption, head, rows) {
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, h("table", { class: "figures" },
    h("caption", {}, caption),
    h("thead", {}, h("tr", {}, head.map(text => h("th", { scope: "col" }, text)))),
    h("tbody", {}, rows.map(([first, ...cells]) => h("tr", {}, h("th", { scope: "row" }, first), cells.map(cell => h("td", {}, cell)))))));
}

function counts(byOutcome, names) {
  return names.map(name => count(byOutcome[name] ?? 0));
}

function bucketTable({ buckets }, interval) {
  return table(intervals[interval].table, [capital(interval), "Requests", ...outcomes.map(capital)], buckets.map(bucket =>
    [timeOf(bucket.start, bucketTime(bucket, interval)), count(bucket.requests), ...counts(bucket.outcomes, outcomes)]));
}

function toolTable(usage) {
  const names = toolsByCalls(usage);
  return names.length > 0 && table("Tool calls", ["Tool", "Calls", ...toolOutcomes.map(capital)], names.map(name =>
    [h("code", {}, name), count(callsOf(usage.tools[name])), ...counts(usage.tools[name], toolOutcomes)]));
}

function addressTable({ recent_addresses: addresses }) {
  return addresses.length > 0 && table("Recent addresses", ["Address", "Last used"], addresses.map(({ address, last_used_at: time }) =>
    [h("code", {}, address), timeOf(time)]));
}
