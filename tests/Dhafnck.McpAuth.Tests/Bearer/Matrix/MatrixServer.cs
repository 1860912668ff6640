using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;

namespace Dhafnck.McpAuth.Tests.Bearer.Matrix;

/// <summary>A server of one session mode, and for each status a token that gets it.</summary>
public abstract class MatrixServer(HttpServerSessionMode mode) : IAsyncLifetime
{
    private readonly SwitchableTokenStore _store = new();

    public McpTestServer Server { get; private set; } = null!;

    /// <summary>A token that opens everything.</summary>
    public string Good { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Server = await McpTestServer.StartAsync(options =>
        {
            options.SessionMode = mode;
            options.Settings["MCP_REQUIRED_SCOPES"] = "read:tasks";
            options.Store = _store;
            options.ServesLegacySse = mode != HttpServerSessionMode.Stateless;
        });
        Good = (await IssueAsync("execute:mcp", "write:tasks", "read:agents", "read:context")).Value;
    }

    /// <summary>A token for a request of a kind that is to get a status. The store is away while the status is 503.</summary>
    public async Task<string> TokenAsync(HttpStatusCode status, MatrixOperation operation)
    {
        switch (status)
        {
            case HttpStatusCode.Unauthorized:
                var revoked = await IssueAsync("execute:mcp", "write:tasks");
                await Server.Services.GetRequiredService<ApiTokenService>().RevokeAsync("alice", revoked.Token.Id);
                return revoked.Value;
            case HttpStatusCode.Forbidden:
                return (await IssueAsync(operation == MatrixOperation.List ? "execute:mcp" : "read:tasks")).Value;
            case HttpStatusCode.TooManyRequests:
                var spent = await Server.IssueAsync(["execute:mcp", "write:tasks", "read:agents", "read:context"], rateLimit: 1);
                using (await Server.ListToolsAsync(spent.Value))
                {
                    return spent.Value;
                }

            case HttpStatusCode.ServiceUnavailable:
                _store.IsCutOff = true;
                return Good;
            default:
                return Good;
        }
    }

    /// <summary>Ends the outage of 503.</summary>
    public void Recover() => _store.IsCutOff = false;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Server.DisposeAsync();
    }

    private Task<IssuedToken> IssueAsync(params string[] scopes) => Server.IssueAsync(scopes);
}
