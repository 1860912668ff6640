using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.Hosting.Registration;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Tokens.Api.Guards;
using Dhafnck.McpAuth.Tokens.Api.Scanners;
using Dhafnck.McpAuth.Tokens.Page;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;

namespace Dhafnck.McpAuth.Hosting;

/// <summary>Checks the endpoints after the pipeline is built and before the server listens.</summary>
internal sealed partial class EndpointCheck(
    IOptions<AuthorizationOptions> authorization,
    IAuthorizationPolicyProvider policies,
    IHostEnvironment environment,
    IOptions<HttpServerTransportOptions> transport,
    JwtOptions jwt,
    ScopeOptions scopes,
    ScopeCatalog catalog,
    ILogger<EndpointCheck> logger)
    : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        var endpoints = app.ApplicationServices.GetRequiredService<EndpointDataSource>().Endpoints;
        foreach (var endpoint in endpoints)
        {
            Check(endpoint);
        }

        CheckTokenPage(endpoints);
        CheckScanners(app.ApplicationServices, endpoints);
        CheckStdio(app.ApplicationServices, endpoints);
        CheckDiscovery();
    };

    private void Check(Endpoint endpoint)
    {
        CheckPolicies(endpoint);
        if (endpoint.Metadata.GetMetadata<TokenOwnerEndpoint>() is not null)
        {
            CheckTokenEndpoint(endpoint);
        }
        else if (endpoint.Metadata.GetMetadata<TokenAdminEndpoint>() is not null)
        {
            CheckAdminEndpoint(endpoint);
        }
        else if (McpAuthEndpoint.IsNameOfMcp(endpoint.DisplayName) && endpoint.Metadata.GetMetadata<McpAuthEndpoint>() is null)
        {
            CheckUnprotected(endpoint, endpoint.DisplayName);
        }

        if (endpoint.Metadata.GetOrderedMetadata<RequiredScopeAttribute>().SelectMany(required => required.Scopes).FirstOrDefault(scope => !catalog.Contains(scope)) is { } unknown)
        {
            throw RequiredScopeCheck.Unknown(endpoint.DisplayName, unknown);
        }
    }

    // A provider of the application's own can create policies by their names.
    private void CheckPolicies(Endpoint endpoint)
    {
        var names = policies.GetType() == typeof(DefaultAuthorizationPolicyProvider) && IsOurs(endpoint)
            ? endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy)
            : [];
        if (names.FirstOrDefault(name => !string.IsNullOrEmpty(name) && authorization.Value.GetPolicy(name) is null) is { } unknown)
        {
            throw new InvalidOperationException(
                $"'{endpoint.DisplayName}' requires the authorization policy '{unknown}', which does not exist. "
                + $"Add it: builder.Services.AddAuthorizationBuilder().AddPolicy(\"{unknown}\", policy => policy.RequireAuthenticatedUser()), or correct the name.");
        }
    }

    private static bool IsOurs(Endpoint endpoint) =>
        endpoint.Metadata.Any(metadata => metadata is McpAuthEndpoint or TokenOwnerEndpoint or TokenAdminEndpoint or TokenPageEndpoint) || McpAuthEndpoint.IsNameOfMcp(endpoint.DisplayName);

    private void CheckUnprotected(Endpoint endpoint, string name)
    {
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null || !IsOpen(endpoint))
        {
            return;
        }

        if (!environment.IsDevelopment())
        {
            throw new InvalidOperationException(
                $"'{name}' is open to everyone. Protect it: app.MapMcp(...).RequireMcpAuth(). If it is meant to be open, say so: app.MapMcp(...).AllowAnonymous().");
        }

        LogUnprotected(name);
    }

    private void CheckTokenEndpoint(Endpoint endpoint)
    {
        if (IsOpen(endpoint))
        {
            throw new InvalidOperationException(
                "The token endpoints have no authorization policy for the application's users. "
                + "Add one: app.MapMcpTokens().RequireAuthorization(\"signed-in\"), with a policy of the application's own sign-in.");
        }

        if (string.IsNullOrEmpty(jwt.SecretKey))
        {
            throw new InvalidOperationException(
                "MapMcpTokens() needs a signing key. Set JWT_SECRET_KEY (make one with: openssl rand -base64 48).");
        }
    }

    // A fallback policy is for all users: administrators need one of their own.
    private static void CheckAdminEndpoint(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
            || (endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().All(data => data is { Policy: null, Roles: null }) && endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is null))
        {
            throw new InvalidOperationException(
                "The admin endpoints have no authorization policy of their own. "
                + "Add one that only administrators meet: app.MapMcpTokenAdmin().RequireAuthorization(\"operators\").");
        }
    }

    private void CheckTokenPage(IReadOnlyList<Endpoint> endpoints)
    {
        var page = endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<TokenPageEndpoint>() is not null).ToList();
        if (page.Any(IsOpen))
        {
            throw new InvalidOperationException(
                "The token page has no authorization policy for the application's users. "
                + "Add one: app.MapMcpTokenPage().RequireAuthorization(\"signed-in\"), with a policy of the application's own sign-in.");
        }

        if (page.Count > 0 && !endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<TokenOwnerEndpoint>() is not null))
        {
            throw new InvalidOperationException(
                "MapMcpTokenPage() needs the token API. Map it too: app.MapMcpTokens().RequireAuthorization(\"signed-in\").");
        }
    }

    private static void CheckScanners(IServiceProvider services, IReadOnlyList<Endpoint> endpoints)
    {
        if (endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<TokenScannerEndpoint>() is not null) && services.GetRequiredService<TokenScanners>().All.Count == 0)
        {
            throw new InvalidOperationException(
                "MapMcpTokenScannerReports() needs to know who may report leaked tokens. "
                + "Set McpAuth:Scanners:GitHubKeysUrl or MCP_SCANNER_SECRET, or add an ITokenScanner to the services.");
        }
    }

    // The gate of standard input gives every message of the server the token of the process.
    private static void CheckStdio(IServiceProvider services, IReadOnlyList<Endpoint> endpoints)
    {
        if (StdioRegistration.ServesStdio(services) && endpoints.FirstOrDefault(endpoint => McpAuthEndpoint.IsNameOfMcp(endpoint.DisplayName)) is { } http)
        {
            throw new InvalidOperationException(
                $"'{http.DisplayName}' serves over HTTP what WithMcpAuth() serves on standard input and output with the token of the process. "
                + "Use one process for each.");
        }
    }

    // A session that was started without a token could not be continued with one.
    private void CheckDiscovery()
    {
        if (scopes.AnonymousDiscovery && transport.Value.SessionMode != HttpServerSessionMode.Stateless)
        {
            throw new InvalidOperationException(
                "Scopes.AnonymousDiscovery is for stateless servers only. Turn it off, or set options.SessionMode = HttpServerSessionMode.Stateless in WithHttpTransport().");
        }
    }

    private bool IsOpen(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
        || (endpoint.Metadata.GetMetadata<IAuthorizeData>() is null
            && endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is null
            && authorization.Value.FallbackPolicy is null);

    [LoggerMessage(1010, LogLevel.Warning, "{Endpoint} is open to everyone. Protect it: app.MapMcp(...).RequireMcpAuth(). Outside Development the host does not start.")]
    private partial void LogUnprotected(string endpoint);
}
