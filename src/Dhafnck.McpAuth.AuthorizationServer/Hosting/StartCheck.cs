using Dhafnck.McpAuth.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenIddict.Server;

namespace Dhafnck.McpAuth.AuthorizationServer.Hosting;

/// <summary>Stops the host at start when something is missing that no client could connect without.</summary>
internal sealed class StartCheck(
    IOptions<McpAuthOptions> mcpAuth,
    IOptions<AuthorizationServerOptions> options,
    IOptionsMonitor<OpenIddictServerOptions> protocol,
    IServiceProviderIsService services,
    IServiceScopeFactory scopes)
    : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(mcpAuth.Value.Jwt.SecretKey))
        {
            throw new InvalidOperationException("AddAuthorizationServer() needs a signing key. Set JWT_SECRET_KEY (make one with: openssl rand -base64 48).");
        }

        if (mcpAuth.Value.GetAuthTypes().All(type => type is McpAuthTypes.Env or McpAuthTypes.None))
        {
            throw new InvalidOperationException($"MCP_AUTH_TYPE is '{mcpAuth.Value.AuthType}', which does not accept the tokens of AddAuthorizationServer(). Set it to 'jwt'.");
        }

        var rules = mcpAuth.Value.Tokens;
        if (rules is { RequireAllowedAddresses: true, ConnectionAddresses.Count: 0 })
        {
            throw new InvalidOperationException(
                "McpAuth:Tokens:RequireAllowedAddresses is on, so clients could not connect. "
                + "Name the networks that they connect from in McpAuth:Tokens:ConnectionAddresses.");
        }

        if (rules.RequireAllowedAddresses && options.Value.Workloads.Issuers.SelectMany(issuer => issuer.Rules).Any(rule => !AddressRange.AreNarrow(rule.AllowedAddresses)))
        {
            throw new InvalidOperationException(
                $"McpAuth:Tokens:RequireAllowedAddresses is on, so each of {AuthorizationServerOptions.SectionName}:Workloads:Issuers:Rules needs AllowedAddresses. "
                + "A network must have a prefix of at least 8 bits (IPv4) or 16 bits (IPv6).");
        }

        if (options.Value.Enterprise.Issuers.Count > 0 && !services.IsService(typeof(IEnterpriseUsers)))
        {
            throw new InvalidOperationException(
                $"{AuthorizationServerOptions.SectionName}:Enterprise:Issuers needs to know whom an identity provider means. "
                + $"Register a class that implements {nameof(IEnterpriseUsers)} with AddEnterpriseUsers<...>().");
        }

        // Builds the options, which are otherwise built with the first request.
        _ = protocol.CurrentValue;
        await CheckTablesAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task CheckTablesAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<AuthorizationServerDbContext>();
        if ((await context.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
        {
            throw new InvalidOperationException("The tables of the authorization server are missing or outdated. Call 'await app.MigrateMcpAuthAsync();' before 'app.Run();'.");
        }
    }
}
