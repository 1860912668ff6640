// How each client is configured: with a variable or a prompt in the token's place, or with the token itself.

import { initialization, protocolVersion } from "./connection.js";
import { literal, shell, withoutVariables } from "./quote.js";

/** The environment variable that the configurations read the token from. */
const variable = "MCP_TOKEN";

/**
 * The configurations for a server: what each client is called, where its configuration belongs, and its text. Without a
 * token the text reads it from where the client can, so that the file may be shared; `note` says from where.
 */
export function clients(server, address) {
  const url = withoutVariables(address);
  const name = server.replaceAll(/[^A-Za-z0-9_-]+/g, "-").replaceAll(/^-+|-+$/g, "") || "mcp-server";
  const servers = (entry, key = "mcpServers") => json({ [key]: { [name]: entry } });
  const headers = (token, form) => ({ Authorization: `Bearer ${token ?? form}` });
  return [
    ["Cursor", ".cursor/mcp.json", token => servers({ url, headers: headers(token, `\${env:${variable}}`) })],
    ["VS Code", ".vscode/mcp.json", token => json({
      ...(token ? {} : { inputs: [{ type: "promptString", id: "mcp-token", description: `API token for ${name}`, password: true }] }),
      servers: { [name]: { type: "http", url, headers: headers(token, "${input:mcp-token}") } },
    }), "VS Code asks for the token once and keeps it in the secret storage of the machine."],
    ["Claude Code", ".mcp.json", token => servers({ type: "http", url, headers: headers(token, `\${${variable}}`) })],
    ["Claude Desktop", "claude_desktop_config.json, with Node.js", token => servers({
      command: "npx",
      // Without a space behind the colon: on Windows one in an argument is lost.
      args: ["-y", "mcp-remote", url, "--header", "Authorization:${AUTH_HEADER}", ...(needsLeave(url) ? ["--allow-http"] : [])],
      env: { AUTH_HEADER: `Bearer ${token ?? "YOUR_TOKEN"}` },
    }), "Claude Desktop reads no variables of your environment: put the token in the place of YOUR_TOKEN. The file is yours alone."],
    ["Codex", "~/.codex/config.toml", token => `[mcp_servers.${name}]
url = ${literal(url)}
${token ? `http_headers = { Authorization = ${literal(`Bearer ${token}`)} }` : `bearer_token_env_var = ${literal(variable)}`}
`],
    ["Gemini CLI", ".gemini/settings.json", token => servers({ httpUrl: url, headers: headers(token, `\${${variable}}`) })],
    ["Windsurf", "~/.codeium/windsurf/mcp_config.json", token => servers({ serverUrl: url, headers: headers(token, `\${env:${variable}}`) })],
    ["curl", "In a terminal", token => `curl --globoff -X POST ${shell(url)} \\
  -H 'Content-Type: application/json' \\
  -H 'Accept: application/json, text/event-stream' \\
  -H ${token ? shell(`Authorization: Bearer ${token}`) : `"Authorization: Bearer $${variable}"`} \\
  -d ${shell(initialize)}
`],
    ["Python", "pip install httpx", token => `${token ? "" : "import os\n"}import httpx

token = ${token ? literal(token) : `os.environ[${literal(variable)}]`}

response = httpx.post(
    ${literal(url)},
    headers={
        "Accept": "application/json, text/event-stream",
        "Authorization": f"Bearer {token}",
    },
    json={
        "jsonrpc": "2.0",
        "method": "initialize",
        "params": {
            "protocolVersion": ${literal(protocolVersion)},
            "capabilities": {},
            "clientInfo": {"name": "my-client", "version": "1.0.0"},
        },
        "id": 1,
    },
)
print(response.status_code, response.text)
`],
    ["TypeScript", "npm install @modelcontextprotocol/client", token => `import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";

const token = ${token ? literal(token) : `process.env.${variable}`};

const client = new Client({ name: "my-client", version: "1.0.0" });
await client.connect(new StreamableHTTPClientTransport(new URL(${literal(url)}), {
  requestInit: { headers: { Authorization: \`Bearer \${token}\` } },
}));

const { tools } = await client.listTools();
console.log(tools.map(tool => tool.name));
await client.close();
`],
    ["C#", "dotnet add package ModelContextProtocol", token => `using ModelContextProtocol.Client;

var token = ${token ? literal(token) : `Environment.GetEnvironmentVariable(${literal(variable)})`};

await using var client = await McpClient.CreateAsync(new HttpClientTransport(new()
{
    Endpoint = new(${literal(url)}),
    AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {token}" },
}));

foreach (var tool in await client.ListToolsAsync())
{
    Console.WriteLine(tool.Name);
}
`],
  ].map(([title, where, text, note = `Set the environment variable ${variable} to the token before you start it.`]) => ({ title, where, text, note }));
}

// mcp-remote takes http for this machine alone, unless it is told.
function needsLeave(url) {
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && hostname !== "localhost" && hostname !== "127.0.0.1";
}

const initialize = JSON.stringify({ jsonrpc: "2.0", method: "initialize", params: initialization("curl"), id: 1 });

function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}
