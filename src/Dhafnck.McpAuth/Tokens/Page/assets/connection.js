// Tries a token the way a client will: initializes against the MCP server and lists its tools.

import { plural } from "./format.js";

export const protocolVersion = "2025-06-18";

/** The parameters of `initialize` for a client of this name. */
export function initialization(name) {
  return { protocolVersion, capabilities: {}, clientInfo: { name, version: "1.0.0" } };
}

/** Where the browser reaches the MCP server, or null where there is none. */
export function mcpUrl({ mcp }) {
  return mcp ? new URL(mcp, location.origin).href : null;
}

/** What came of it: whether it worked, in a few words and in more, and the names of the tools. */
export async function testConnection(url, token) {
  const session = { url, token };
  try {
    const { name, version } = (await call(session, "initialize", initialization("token-page"))).serverInfo;
    await post(session, { jsonrpc: "2.0", method: "notifications/initialized" });
    const { tools } = await call(session, "tools/list", {});
    return {
      works: true,
      title: "It works",
      text: `Connected to ${name} ${version}. The token lists ${plural(tools.length, "tool")}.`,
      tools: tools.map(tool => tool.name),
    };
  } catch (error) {
    return { works: false, tools: [], ...(error.result ?? unreachable) };
  } finally {
    end(session);
  }
}

const unreachable = {
  title: "No answer",
  text: "The server did not answer as an MCP server does. Check that it is running, and that nothing in between stops the request.",
};

async function call(session, method, params) {
  const response = await post(session, { jsonrpc: "2.0", id: 1, method, params });
  const message = parse(response.headers.get("Content-Type") ?? "", await response.text());
  if (!message.result) {
    throw refusal({ title: "The server reports an error", text: message.error?.message ?? "It gave no reason." });
  }

  session.version = message.result.protocolVersion ?? session.version;
  return message.result;
}

async function post(session, message) {
  const response = await ask(session, "POST", { body: JSON.stringify(message), cache: "no-store", redirect: "error" });
  session.id = response.headers.get("Mcp-Session-Id") ?? session.id;
  if (!response.ok) {
    throw refusal(await inWords(response));
  }

  return response;
}

function ask({ url, token, id, version }, method, options) {
  const headers = {
    "Content-Type": "application/json",
    Accept: "application/json, text/event-stream",
    Authorization: `Bearer ${token}`,
    ...(id ? { "Mcp-Session-Id": id } : {}),
    ...(version ? { "MCP-Protocol-Version": version } : {}),
  };
  return fetch(url, { method, headers, credentials: "omit", ...options });
}

// The answer is JSON, or an event stream whose last message it is.
function parse(contentType, text) {
  if (!contentType.startsWith("text/event-stream")) {
    return JSON.parse(text);
  }

  const messages = text.split(/\r?\n\r?\n/)
    .map(event => event.split(/\r?\n/).filter(line => line.startsWith("data:")).map(line => line.slice(5).trimStart()).join("\n"))
    .filter(data => data.length > 0)
    .map(data => JSON.parse(data));
  return messages.find(message => message.id === 1) ?? {};
}

async function inWords(response) {
  const detail = await response.json().then(problem => problem.detail ?? "", () => "");
  const later = laterInWords(Number(response.headers.get("Retry-After")));
  switch (response.status) {
    case 401:
      return { title: "Refused (401)", text: `The server does not accept the token. ${detail}` };
    case 403:
      return { title: "Not permitted (403)", text: `The token is good, but it may not do this. ${detail}` };
    case 429:
      return { title: "Over the limit (429)", text: `The token has made as many requests as its limit allows. ${later}` };
    case 503:
      return { title: "Not ready (503)", text: `The server cannot check tokens at the moment. ${later}` };
    default:
      return { title: `Failed (${response.status})`, text: detail || "The server gave no reason." };
  }
}

function laterInWords(seconds) {
  return seconds > 0
    ? `Try again in ${seconds < 90 ? plural(seconds, "second") : plural(Math.ceil(seconds / 60), "minute")}.`
    : "Try again later.";
}

function refusal(result) {
  return Object.assign(new Error(result.text), { result });
}

// An abandoned session would only wait for its timeout.
function end(session) {
  if (session.id) {
    ask(session, "DELETE", { keepalive: true }).catch(() => {});
  }
}
