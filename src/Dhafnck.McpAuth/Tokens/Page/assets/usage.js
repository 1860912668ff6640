// What a token does, by hour or day, by outcome or tool: as a chart and as tables.

import { readUsage } from "./api.js";
import { bucketTime, legend, outcomes, stackedBars } from "./chart.js";
import { h, newId, put } from "./dom.js";
import { count, day, plural, timeOf } from "./format.js";
import { failed, loading } from "./parts.js";

const intervals = [["hour", "Last 24 hours", 1], ["day", "Last 30 days", 30]];
const mostTools = 5;
// A request over the limit calls no tool.
const toolOutcomes = outcomes.filter(name => name !== "limited");

/** The section of a token's use. `told` gets what the server answers, first and at each change. */
export function usageSection(id, signal, told) {
  const chosen = { interval: "hour", split: "outcome", asTable: false };
  const body = h("div", { class: "usage" });
  let usage = null;
  let latest = 0;

  async function load() {
    // An answer about the period that was chosen before is no longer wanted.
    const question = ++latest;
    const { interval } = chosen;
    const [, , days] = intervals.find(([name]) => name === interval);
    usage = null;
    body.replaceChildren(loading("Loading the usage…"));
    try {
      // The hour or day that is running counts as one.
      const from = new Date(Date.now() - (interval === "hour" ? 23 / 24 : days - 1) * day);
      const answer = await readUsage(id, interval, from, { signal });
      if (question === latest) {
        usage = answer;
        told(usage);
        show();
      }
    } catch (failure) {
      if (failure.name !== "AbortError" && question === latest) {
        body.replaceChildren(failed(failure, load));
      }
    }
  }

  function show() {
    const period = intervals.find(([name]) => name === chosen.interval)[1].toLowerCase();
    if (usage.requests + (usage.outcomes.limited ?? 0) === 0) {
      body.replaceChildren(h("p", { class: "empty-note" }, `Not used in the ${period}.`));
      return;
    }

    const byTool = chosen.split === "tool";
    const names = byTool ? toolNames(usage) : outcomes;
    const parts = byTool ? bucket => toolParts(bucket, names) : bucket => outcomes.map(name => [name, bucket.outcomes[name] ?? 0]);
    const totals = Object.fromEntries(names.map(name => [name, usage.buckets.reduce((sum, bucket) => sum + (parts(bucket).find(([part]) => part === name)?.[1] ?? 0), 0)]));
    const words = `${plural(usage.requests, "request")} in the ${period}. ${names.map(name => `${name}: ${count(totals[name])}`).join(", ")}.`;
    put(body,
      names.length === 0 ? h("p", { class: "empty-note" }, `It called no tool in the ${period}.`) : [stackedBars(usage.buckets, chosen.interval, chosen.split, names, parts, words), legend(chosen.split, names, totals)],
      h("details", { class: "as-table", open: chosen.asTable, on: { toggle: event => { chosen.asTable = event.target.open; } } }, h("summary", {}, "Show as a table"), bucketTable(usage, chosen.interval)),
      toolTable(usage), addressTable(usage));
  }

  load();
  return h("section", { class: "panel", "aria-label": "Usage" },
    h("div", { class: "panel-head" }, h("h2", {}, "Usage"),
      segments("Period", intervals.map(([name, title]) => [name, title]), chosen.interval, value => { chosen.interval = value; load(); }),
      segments("Split by", [["outcome", "By outcome"], ["tool", "By tool"]], chosen.split, value => { chosen.split = value; if (usage) { show(); } })),
    body);
}

function segments(label, choices, chosen, change) {
  const name = newId("segments");
  return h("div", { class: "segments", role: "radiogroup", "aria-label": label }, choices.map(([value, title]) =>
    h("label", {}, h("input", { type: "radio", name, value, checked: value === chosen, on: { change: () => change(value) } }), h("span", {}, title))));
}

function callsOf(byOutcome) {
  return Object.values(byOutcome).reduce((sum, number) => sum + number, 0);
}

// As many tools as colours can be told apart; the rest are one.
function toolNames(usage) {
  const names = Object.keys(usage.tools).sort((a, b) => callsOf(usage.tools[b]) - callsOf(usage.tools[a]));
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

function capital(text) {
  return text[0].toUpperCase() + text.slice(1);
}

function bucketTable(usage, interval) {
  return table(interval === "hour" ? "Requests by hour" : "Requests by day (UTC)", [capital(interval), "Requests", ...outcomes.map(capital)],
    usage.buckets.map(bucket => [timeOf(bucket.start, bucketTime(bucket, interval)), count(bucket.requests), ...outcomes.map(name => count(bucket.outcomes[name] ?? 0))]));
}

function toolTable(usage) {
  const names = Object.keys(usage.tools).sort((a, b) => callsOf(usage.tools[b]) - callsOf(usage.tools[a]));
  return names.length > 0 && table("Tool calls", ["Tool", "Calls", ...toolOutcomes.map(capital)],
    names.map(name => [h("code", {}, name), count(callsOf(usage.tools[name])), ...toolOutcomes.map(outcome => count(usage.tools[name][outcome] ?? 0))]));
}

function addressTable(usage) {
  return usage.recent_addresses.length > 0 && table("Recent addresses", ["Address", "Last used"],
    usage.recent_addresses.map(({ address, last_used_at: time }) => [h("code", {}, address), timeOf(time)]));
}
