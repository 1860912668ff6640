using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using OpenIddict.EntityFrameworkCore.Models;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Dhafnck.McpAuth.AuthorizationServer.Clients.Registration;

/// <summary>Keeps the clients that registered themselves among OpenIddict's applications.</summary>
internal sealed class ClientRegistrations(IServiceScopeFactory scopes, TimeProvider time)
{
    private const int BatchSize = 100;

    /// <summary>Registers a client.</summary>
    public async Task<RegisteredClient> AddAsync(NewClient client, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var descriptor = ClientDescriptor.Of(RegisteredClientId.Create(now), client.Name, client.RedirectUris, client.Keys, client.CanRefresh);
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>().CreateAsync(descriptor, cancellationToken);
        return new()
        {
            ClientId = descriptor.ClientId!,
            IssuedAt = now.ToUnixTimeSeconds(),
            ClientName = client.Name,
            RedirectUris = client.RedirectUris,
            GrantTypes = client.CanRefresh ? [GrantTypes.AuthorizationCode, GrantTypes.RefreshToken] : [GrantTypes.AuthorizationCode],
            AuthMethod = client.Keys is null ? ClientAuthentication.None : ClientAuthentication.PrivateKey,
            Scope = client.Scope,
        };
    }

    /// <summary>
    /// Removes the clients that no user has approved: those that registered before the time, and all with a metadata document, which
    /// come back with their next request.
    /// </summary>
    /// <returns>The number of removed clients.</returns>
    public async Task<int> PruneAsync(DateTimeOffset registeredBefore, CancellationToken cancellationToken)
    {
        var total = 0;
        int removed;
        do
        {
            removed = await PruneBatchAsync(RegisteredClientId.Before(registeredBefore), cancellationToken);
            total += removed;
        }
        while (removed > 0);

        return total;
    }

    private async Task<int> PruneBatchAsync(string before, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var applications = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        var unused = await applications.ListAsync(all => ((IQueryable<OpenIddictEntityFrameworkCoreApplication>)all)
            .Where(client => (client.ClientId!.StartsWith("https://") || (client.ClientId.StartsWith(RegisteredClientId.Prefix) && client.ClientId.CompareTo(before) < 0))
                && !client.Authorizations.Any()
                && !client.Tokens.Any())
            .OrderBy(client => client.ClientId)
            .Take(BatchSize), cancellationToken).ToListAsync(cancellationToken);

        var removed = 0;
        foreach (var client in unused)
        {
            removed += await TryDeleteAsync(applications, client, cancellationToken) ? 1 : 0;
        }

        return removed;
    }

    // Another process may have removed it, or a user just approved it.
    private static async Task<bool> TryDeleteAsync(IOpenIddictApplicationManager applications, object client, CancellationToken cancellationToken)
    {
        try
        {
            await applications.DeleteAsync(client, cancellationToken);
            return true;
        }
        catch (OpenIddictExceptions.ConcurrencyException)
        {
            return false;
        }
    }
}
