using Dhafnck.McpAuth.Hosting;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Usage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;

namespace Dhafnck.McpAuth.TestKit.Hosting;

/// <summary>How a <see cref="McpTestServer"/> differs from the plain one, which has the type <c>jwt</c> and is stateless.</summary>
public sealed class McpTestServerOptions
{
    public Dictionary<string, string?> Settings { get; set; } = new() { ["JWT_SECRET_KEY"] = McpTestServer.SecretKey };

    public string Environment { get; set; } = "Production";

    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>The store of tokens, where a test looks into it, disturbs it or shares it; otherwise the server has its own in memory.</summary>
    public ITokenStore? Store { get; set; }

    /// <summary>The store of usage, for the same reasons.</summary>
    public IUsageStore? Usage { get; set; }

    /// <summary>Whether records are remembered; otherwise what a test does to the store holds at once.</summary>
    public bool RemembersRecords { get; set; }

    /// <summary>Whether the application has a sign-in of its own, which is then the default scheme.</summary>
    public bool HasUsers { get; set; } = true;

    public HttpServerSessionMode SessionMode { get; set; } = HttpServerSessionMode.Stateless;

    /// <summary>Whether the MCP endpoints have <c>/sse</c> and <c>/message</c> below them, which need a stateful mode.</summary>
    public bool ServesLegacySse { get; set; }

    public Action<McpAuthOptions>? Code { get; set; }

    public Action<McpAuthBuilder> Auth { get; set; } = _ => { };

    public Action<IMcpServerBuilder> Mcp { get; set; } = _ => { };

    public Action<IServiceCollection> Services { get; set; } = _ => { };

    public Action<WebApplicationBuilder> Builder { get; set; } = _ => { };

    /// <summary>All endpoints.</summary>
    public Action<WebApplication> Map { get; set; } = app =>
    {
        app.MapMcp("/mcp").RequireMcpAuth();
        app.MapMcpTokens().RequireAuthorization("signed-in");
    };

    /// <summary>What the application has besides <see cref="Map"/>.</summary>
    public Action<WebApplication> AlsoMap { get; set; } = _ => { };

    /// <summary>Adds settings whose names have a part in common.</summary>
    public McpTestServerOptions Set(string prefix, params (string Key, string? Value)[] settings)
    {
        foreach (var (key, value) in settings)
        {
            Settings[prefix + key] = value;
        }

        return this;
    }

    /// <summary>Starts such a server, with more settings.</summary>
    public Task<McpTestServer> StartAsync(params (string Key, string? Value)[] settings) => McpTestServer.StartAsync(Set("", settings));

    /// <summary>Starts such a server, with changes.</summary>
    public Task<McpTestServer> StartAsync(Action<McpTestServerOptions> change)
    {
        change(this);
        return McpTestServer.StartAsync(this);
    }
}
