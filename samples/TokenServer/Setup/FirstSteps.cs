using Dhafnck.McpAuth.Bearer;

namespace TokenServer.Setup;

internal static class FirstSteps
{
    /// <summary>Prints the first steps on the console in Development.</summary>
    public static void PrintFirstSteps(this WebApplication app)
    {
        if (app.Environment.IsDevelopment())
        {
            app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine(Text(app.Services, app.Urls.First())));
        }
    }

    // The host of a request is used only in the response to that request's own client.
    public static string Text(HttpRequest request) =>
        Text(request.HttpContext.RequestServices, $"{request.Scheme}://{request.Host}{request.PathBase}");

    private static string Text(IServiceProvider services, string ownAddress)
    {
        var resource = services.GetRequiredService<ProtectedResourceOptions>();
        return Text(resource.PublicUrl?.TrimEnd('/') ?? ownAddress, resource.AuthorizationServers.Count > 0);
    }

    private static string Text(string address, bool connectsByUrl) => $$$"""

        The token server runs at {{{address}}}. Open it in a browser to register and generate an API token,
        {{{(connectsByUrl ? $"give a client the URL {address}/mcp to connect with a sign-in, " : "")}}}or try it from another terminal:

        1. Register, and sign in:
           curl -X POST {{{Quote(address + "/api/auth/register")}}} -H 'Content-Type: application/json' -d '{"email":"me@example.com","password":"Passw0rd"}'
           curl -X POST {{{Quote(address + "/api/auth/login")}}} -H 'Content-Type: application/json' -d '{"email":"me@example.com","password":"Passw0rd"}'

        2. Generate an API token, with the accessToken of the answer as YOUR_USER_TOKEN:
           curl -X POST {{{Quote(address + "/api/v2/tokens/")}}} -H 'Authorization: Bearer YOUR_USER_TOKEN' -H 'Content-Type: application/json' -d '{"name":"MCP Client Token","scopes":["execute:mcp","read:tasks","write:tasks"]}'

        3. Call a tool, with the token of the answer as YOUR_TOKEN:
           curl -X POST {{{Quote(address + "/mcp/")}}} -H 'Authorization: Bearer YOUR_TOKEN' -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' -d '{"jsonrpc":"2.0","method":"tools/call","params":{"name":"create_task","arguments":{"title":"Try it"}},"id":1}'

        """;

    // Quotes for a POSIX shell, which would otherwise execute a host name such as $(command).
    private static string Quote(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
