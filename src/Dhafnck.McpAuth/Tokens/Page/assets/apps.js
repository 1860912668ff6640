// The apps that the user let in: each is the record of an OAuth client, whose tokens the client renews itself.

import { readUsage, send } from "./api.js";
import { button, segments } from "./controls.js";
import { h } from "./dom.js";
import { date, day, timeOf } from "./format.js";
import { pagedTable } from "./paged-table.js";
import { badge, chips, clientHost, limitLeft, tokenHref, when } from "./parts.js";
import { revoke } from "./revoke.js";
import { tableRow } from "./table.js";
import { fillUsage, requestsInAll } from "./usage-cells.js";
import { usageLoader } from "./usage-loader.js";

const keptDays = 400;
const sparklineDays = 7;
const states = [["active", "Active"], ["any", "All"]];
const columns = ["App", "Scopes", "First used", "Last used", "Requests", "Limit this hour", "State", "Actions"];

/** The section of the connected apps. It is hidden until there is one. */
export function appsSection(signal) {
  const body = h("div", {});
  const title = h("h2", { tabindex: "-1" }, "Connected apps");
  let state = "active";
  const element = h("section", { class: "apps", "aria-label": "Connected apps", hidden: true },
    h("div", { class: "panel-head" }, title, segments(states, state, { label: "Apps", change: choose })),
    body);

  // The list of tokens says how many tokens there are; two such sentences at once would hide each other.
  const { load } = pagedTable(body, {
    label: "Connected apps",
    columns,
    noun: "app",
    read: page => list({ state, ...page }, signal),
    row: app => appRow(app, () => end(app)),
    none: () => h("p", { class: "panel empty-note" }, "No app is connected any more."),
    usages: usageLoader(signal),
    moreText: "Show more apps",
    isAnnounced: false,
  });

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
    fillUsage(fill, app, usage, usage.buckets.slice(-sparklineDays));
    const first = usage.buckets.find(bucket => bucket.requests > 0);
    if (first) {
      // The counts are by day in UTC, which begins before the app was connected on that day.
      const time = [first.start, app.created_at].toSorted((a, b) => new Date(b) - new Date(a))[0];
      fill("First used", h("span", {}, timeOf(time, date(time))));
    }
  };
  return element;
}
