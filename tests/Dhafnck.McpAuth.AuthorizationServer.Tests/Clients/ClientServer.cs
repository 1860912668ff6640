using System.Net;
using System.Text;
using Dhafnck.McpAuth.TestKit.Connect;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Clients;

/// <summary>An MCP server with an authorization server, and a user who is signed in.</summary>
internal sealed class ClientServer : IAsyncDisposable
{
    private readonly McpTestServer _server;
    private readonly string _database;

    private ClientServer(McpTestServer server, string database) => (_server, _database) = (server, database);

    public HttpClient Http => _server.Http;

    public LogCollector Log => _server.Log;

    public IServiceProvider Services => _server.Services;

    public static async Task<ClientServer> StartAsync(DocumentHost? host = null, Action<ClientOptions>? clients = null, TimeProvider? time = null)
    {
        var database = Path.Combine(Path.GetTempPath(), $"clients-{Guid.NewGuid():N}.db");
        var server = await McpTestServer.StartAsync(options =>
        {
            options.Time = time ?? TimeProvider.System;
            options.Settings["MCP_PUBLIC_URL"] = "http://127.0.0.1";
            options.Auth = auth => auth.AddEntityFrameworkStores(o => o.UseSqlite($"Data Source={database};Pooling=False")).AddAuthorizationServer(authorization =>
            {
                authorization.Clients.AllowPrivateAddresses = host is not null;
                if (time is null)
                {
                    // A busy machine can need more than the default.
                    authorization.Clients.DocumentDeadline = TimeSpan.FromMinutes(1);
                }

                clients?.Invoke(authorization.Clients);
            });
            options.Builder = builder => host?.Trust(builder.Services);
            options.Map = app =>
            {
                app.MigrateMcpAuthAsync().GetAwaiter().GetResult();
                app.MapMcp("/mcp").RequireMcpAuth();
                app.MapMcpAuthorizationServer().RequireAuthorization("signed-in");
            };
        });
        return new(server, database);
    }

    /// <summary>Sends the user to the authorization endpoint, as a client does.</summary>
    public async Task<AuthorizationAnswer> AskAsync(string clientId, string redirectUri = "http://127.0.0.1/callback")
    {
        var query = new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = clientId,
            ["redirect_uri"] = redirectUri,
            ["scope"] = "read:tasks",
            ["resource"] = "http://127.0.0.1/mcp",
            ["state"] = "a-state",
            ["code_challenge"] = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            ["code_challenge_method"] = "S256",
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, QueryHelpers.AddQueryString("/oauth/authorize", query));
        request.Headers.Add("X-User", "alice");
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new(response.StatusCode, response.StatusCode == HttpStatusCode.InternalServerError ? string.Join(" ", Log.Entries.Where(entry => entry.Level >= LogLevel.Error).Select(entry => entry.Message)) : body);
    }

    /// <summary>Registers a client.</summary>
    public async Task<RegistrationAnswer> RegisterAsync(string body, string mediaType = "application/json", HttpClient? http = null)
    {
        using var content = new StringContent(body, Encoding.UTF8, mediaType);
        using var response = await (http ?? Http).PostAsync("/oauth/register", content, TestContext.Current.CancellationToken);
        return new(response.StatusCode, response.Headers, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        File.Delete(_database);
    }
}
