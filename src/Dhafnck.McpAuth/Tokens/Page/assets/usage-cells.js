// What a row says about the use of its token.

import { sparkline } from "./chart.js";
import { h } from "./dom.js";
import { count } from "./format.js";
import { limitLeft, when } from "./parts.js";

/** Puts the use into the cells of a row, with a chart of `buckets`. */
export function fillUsage(fill, token, usage, buckets) {
  fill("Requests", sparkline(buckets), requestsInAll(usage.total_requests));
  if (token.is_active) {
    fill("Limit this hour", limitLeft(token, usage));
  }

  if (usage.last_used_at) {
    const from = usage.recent_addresses[0];
    fill("Last used", when(usage.last_used_at), from && h("small", {}, `from ${from.address}`));
  }
}

export function requestsInAll(number) {
  return h("small", {}, `${count(number)} in all`);
}
