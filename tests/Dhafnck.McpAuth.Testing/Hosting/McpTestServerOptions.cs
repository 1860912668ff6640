using Dhafnck.McpAuth.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;

namespace Dhafnck.McpAuth.Testing.Hosting;

/// <summary>How a <see cref="McpTestServer"/> differs from the plain one, which has the type <c>jwt</c> and is stateless.</summary>
public sealed class McpTestServerOptions
{
    public Dictionary<string, string?> Settings { get; set; } = new() { ["JWT_SECRET_KEY"] = McpTestServer.SecretKey };

    /// <summary>Whether the application has a sign-in of its own, which is then the default scheme.</summary>
    public bool HasUsers { get; set; } = true;

    /// <summary>Whether records are remembered; otherwise what a test does to the store holds at once.</summary>
    public bool RemembersRecords { get; set; }

    public string Environment { get; set; } = "Production";

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public HttpServerSessionMode SessionMode { get; set; } = HttpServerSessionMode.Stateless;

    public Action<McpAuthOptions>? Code { get; set; }

    public Action<McpAuthBuilder> Auth { get; set; } = _ => { };

    public Action<IMcpServerBuilder> Mcp { get; set; } = _ => { };

    public Action<WebApplicationBuilder> Builder { get; set; } = _ => { };

    public Action<WebApplication> Map { get; set; } = app =>
    {
        app.MapMcp("/mcp").RequireMcpAuth();
        app.MapMcpTokens().RequireAuthorization("signed-in");
    };
}
