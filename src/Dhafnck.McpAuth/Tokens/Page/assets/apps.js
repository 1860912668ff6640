// The apps that the user let in: each is the record of an OAuth client, whose tokens the client renews itself.

import { latestAnswer, readUsage, send } from "./api.js";
import { sparkline } from "./chart.js";
import { button, segments } from "./controls.js";
import { h } from "./dom.js";
import { count, date, day, plural, timeOf } from "./format.js";
import { badge, chips, clientHost, failed, limitLeft, tokenHref, when } from "./parts.js";
import { revoke } from "./revoke.js";
import { table, tableBody, tableRow } from "./table.js";
import { usageLoader } from "./usage-loader.js";

const pageSize = 50;
const keptDays = 400;
const sparklineDays = 7;
const states = [["active", "Active"], ["any", "All"]];
const columns = ["App", "Scopes", "First used", "Last used", "Requests", "Limit this hour", "State", "Actions"];

/** The section of the connected apps. It is hidden until there is one. */
export function appsSection(signal) {
  const rows = tableBody();
  const body = h("div", {});
  const total = h("p", { class: "total" });
  const more = button("Show more apps", () => load(true));
  const title = h("h2", { tabindex: "-1" }, "Connected apps");
  const usages = usageLoader(signal);
  const latest = latestAnswer();
  let state = "active";
  let loaded = 0;
  const element = h("section", { class: "apps", "aria-label": "Connected apps", hidden: true },
    h("div", { class: "panel-head" }, title, segments(states, state, { label: "Apps", change: choose })),
    body);

  function load(next = false) {
    return latest(
      () => list({ state, skip: next ? loaded : 0, limit: pageSize }, signal),
      ({ data }) => show(data, next),
      failure => body.replaceChildren(failed(failure, () => load(next))));
  }

  function show({ data, total: all }, next) {
    if (!next) {
      usages.clear();
      rows.replaceChildren();
      loaded = 0;
    }

    const added = data.map(app => appRow(app, () => end(app)));
    rows.append(...added);
    added.forEach(each => usages.watch(each));
    loaded += data.length;
    total.textContent = loaded < all ? `Showing ${count(loaded)} of ${plural(all, "app")}` : plural(all, "app");
    more.hidden = loaded >= all;
    body.replaceChildren(...(all === 0
      ? [h("p", { class: "panel empty-note" }, "No app is connected any more.")]
      : [table("Connected apps", columns, rows), h("div", { class: "list-foot" }, total, more)]));
    if (next) {
      added[0]?.querySelector("a").focus();
    }
  }

  function choose(chosen) {
    state = chosen;
    load();
  }

  async function end(app) {
    if (await revoke(app)) {
      await load();
      title.focus();
    }
  }

  async function start() {
    try {
      element.hidden = (await list({ state: "any", limit: 1 }, signal)).data.total === 0;
      if (!element.hidden) {
        await load();
      }
    } catch {
      // The list of tokens says what is wrong.
    }
  }

  start();
  return element;
}

function list(parameters, signal) {
  return send("GET", `/?${new URLSearchParams({ kind: "connection", sort: "-last_used_at", ...parameters })}`, { signal });
}

/** A row with `ask`, which gets the app's use and shows it. */
function appRow(app, end) {
  const { element, fill } = tableRow(columns, {
    App: [
      h("a", { class: "name", href: tokenHref(app) }, app.name),
      h("small", {}, clientHost(app)),
      h("small", {}, "Connected ", when(app.created_at)),
    ],
    Scopes: chips(app.scopes, 3),
    "First used": app.last_used_at ? "" : "Never",
    "Last used": app.last_used_at ? when(app.last_used_at) : "Never",
    Requests: requestsInAll(app.usage_count),
    "Limit this hour": app.is_active && limitLeft(app),
    State: badge(app),
    Actions: app.is_active && button("End", end, { look: "small danger-quiet", "aria-label": `End ${app.name}` }),
  });
  element.ask = async options => {
    const days = Math.ceil((Date.now() - new Date(app.created_at)) / day) + 1;
    const usage = await readUsage(app.id, "day", Math.min(keptDays, Math.max(sparklineDays, days)), options);
    fill("Requests", sparkline(usage.buckets.slice(-sparklineDays)), requestsInAll(usage.total_requests));
    if (app.is_active) {
      fill("Limit this hour", limitLeft(app, usage));
    }

    const first = usage.buckets.find(bucket => bucket.requests > 0);
    if (first) {
      // The counts are by day in UTC, which begins before the app was connected on that day.
      const time = [first.start, app.created_at].toSorted((a, b) => new Date(b) - new Date(a))[0];
      fill("First used", h("span", {}, timeOf(time, date(time))));
    }

    if (usage.last_used_at) {
      const from = usage.recent_addresses[0];
      fill("Last used", when(usage.last_used_at), from && h("small", {}, `from ${from.address}`));
    }
  };
  return element;
}

function requestsInAll(number) {
  return h("small", {}, `${count(number)} in all`);
}
