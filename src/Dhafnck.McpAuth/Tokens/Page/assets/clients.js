// How each client is configured, with a token or with what stands in its place.

import { literal, shell, withoutVariables } from "./quote.js";

export const placeholder = "YOUR_TOKEN";

/** The configurations for a server: what each is called, where it belongs, and its text for a token. */
export function clients(server, address) {
  const url = withoutVariables(address);
  const name = server.replaceAll(/[^A-Za-z0-9_-]+/g, "-").replaceAll(/^-+|-+$/g, "") || "mcp-server";
  return [
    ["Cursor", ".cursor/mcp.json", token => json({ mcpServers: { [name]: { url, headers: { Authorization: `Bearer ${token}` } } } })],
    ["VS Code", ".vscode/mcp.json", token => json({ servers: { [name]: { type: "http", url, headers: { Authorization: `Bearer ${token}` } } } })],
    ["Claude Code", "In a terminal", token => `claude mcp add --transport http ${name} ${shell(url)} \\\n  --header ${shell(`Authorization: Bearer ${token}`)}\n`],
    ["curl", "In a terminal", token => `curl --globoff -X POST ${shell(url)} \\
  -H 'Content-Type: application/json' \\
  -H 'Accept: application/json, text/event-stream' \\
  -H ${shell(`Authorization: Bearer ${token}`)} \\
  -d ${shell(initialize)}
`],
    ["Python", "pip install httpx", token => `import httpx

token = ${literal(token)}

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
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "my-client", "version": "1.0.0"},
        },
        "id": 1,
    },
)
print(response.status_code, response.text)
`],
    ["TypeScript", "npm install @modelcontextprotocol/sdk", token => `import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const token = ${literal(token)};

const client = new Client({ name: "my-client", version: "1.0.0" });
await client.connect(new StreamableHTTPClientTransport(new URL(${literal(url)}), {
  requestInit: { headers: { Authorization: \`Bearer \${token}\` } },
}));

const { tools } = await client.listTools();
console.log(tools.map(tool => tool.name));
await client.close();
`],
    ["C#", "dotnet add package ModelContextProtocol", token => `using ModelContextProtocol.Client;

var token = ${literal(token)};

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
  ].map(([title, where, text]) => ({ title, where, text }));
}

const initialize = JSON.stringify({
  jsonrpc: "2.0",
  method: "initialize",
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "curl", version: "1.0.0" } },
  id: 1,
});

function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}
