using System.Security.Claims;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.TestKit.Tokens.Api;

/// <summary>A server with the admin endpoints, and one administrator.</summary>
public static class AdminServer
{
    public const string Path = "/api/v2/admin/tokens";

    /// <summary>The one user whom the policy lets in.</summary>
    public const string Administrator = "root";

    public static McpTestServerOptions WithAdmin(this McpTestServerOptions options)
    {
        options.Services = services => services.AddAuthorizationBuilder().AddPolicy("operators", policy => policy.RequireClaim(ClaimTypes.NameIdentifier, Administrator));
        options.AlsoMap = app => app.MapMcpTokenAdmin().RequireAuthorization("operators");
        return options;
    }
}
