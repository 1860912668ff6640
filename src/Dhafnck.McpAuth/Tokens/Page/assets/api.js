// Talks to the token API of the application that the page belongs to.

import { day } from "./format.js";

/** A request that did not succeed. `kind` is "signed-out", "unreachable" or "refused". */
class Failure extends Error {
  constructor(kind, message, status, problem) {
    super(message);
    this.kind = kind;
    this.status = status;
    this.errors = problem?.errors ?? {};
  }
}

const page = document.body.dataset.page;
const lengths = { hour: day / 24, day };
let root = "";
let adminRoot = null;
let running = 0;

/** Reads what the page has to know of the application. */
export async function readConfig() {
  const config = (await request("GET", `${page}/config`)).data;
  root = config.api;
  adminRoot = config.admin;
  return config;
}

/** Sends a request to the token API, below its root. A quiet one shows no progress. */
export function send(method, path, options) {
  return request(method, root + path, options);
}

/** Sends a request to the API for administrators, below its root. */
export function sendAsAdmin(method, path, options) {
  return request(method, adminRoot + path, options);
}

/** What the catalogue says of scopes and tools; it does not change while the page is open. */
let catalog = null;
export async function readCatalog(signal) {
  catalog ??= (await send("GET", "/scopes", { signal })).data;
  return catalog;
}

/** The path of a token, below the API's root. */
export function tokenPath(id, below = "") {
  return `/${encodeURIComponent(id)}${below}`;
}

/** What a token was used for in the last hours or days, including the current one. */
export async function readUsage(id, interval, number, options, by = send) {
  const from = new Date(Date.now() - (number - 1) * lengths[interval]);
  const query = new URLSearchParams({ interval, from: from.toISOString() });
  return (await by("GET", tokenPath(id, `/usage?${query}`), options)).data;
}

/** A new idempotency key: the server carries out a request once, even when it is sent twice under the same key. */
export function newKey() {
  // crypto.randomUUID is there for pages under HTTPS and on localhost alone.
  return [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, "0")).join("");
}

/** A function that sends one request after another and reports the answer or failure of the latest one only. */
export function latestAnswer() {
  let latest = 0;
  return async (ask, answered, failed) => {
    const question = ++latest;
    try {
      const answer = await ask();
      if (question === latest) {
        answered(answer);
      }
    } catch (failure) {
      if (failure.name !== "AbortError" && question === latest) {
        failed(failure);
      }
    }
  };
}

async function request(method, address, { body, headers, signal, quiet } = {}) {
  const finished = quiet ? () => {} : showProgress();
  try {
    return await read(await fetch(address, {
      method,
      signal,
      // A sign-in that answers with a redirection to its own page means that nobody is signed in.
      redirect: "manual",
      cache: "no-store",
      headers: {
        Accept: "application/json",
        // The API requires this header with a cookie, because no other site can send it.
        "X-Requested-With": "XMLHttpRequest",
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    }));
  } catch (error) {
    if (error instanceof Failure || error.name === "AbortError") {
      throw error;
    }

    throw new Failure("unreachable", "The server did not answer. Check your connection and try again.");
  } finally {
    finished();
  }
}

async function read(response) {
  if (response.type === "opaqueredirect" || response.status === 401) {
    throw new Failure("signed-out", "You are signed out.", 401);
  }

  const isJson = /[/+]json/.test(response.headers.get("Content-Type") ?? "");
  const data = isJson ? await response.json() : null;
  if (!response.ok) {
    const message = data?.detail ?? data?.title ?? `The server answered with status ${response.status}.`;
    throw new Failure("refused", message, response.status, data);
  }

  return { status: response.status, data, etag: response.headers.get("ETag") };
}

// Only what takes long enough to be noticed shows.
function showProgress() {
  const bar = document.getElementById("progress");
  running += 1;
  setTimeout(() => { bar.hidden = running === 0; }, 250);
  return () => {
    running -= 1;
    bar.hidden ||= running === 0;
  };
}
