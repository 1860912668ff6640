using System.Net;
using Dhafnck.McpAuth.AuthorizationServer.Clients;
using Dhafnck.McpAuth.AuthorizationServer.Consent;
using Dhafnck.McpAuth.AuthorizationServer.Protocol.Assertions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Dhafnck.McpAuth.AuthorizationServer.Applications;

/// <summary>Knows the clients, and keeps those with a metadata document and those in the settings in OpenIddict's store.</summary>
internal sealed partial class ClientApplications(
    IOpenIddictApplicationManager applications,
    IServiceScopeFactory scopes,
    ClientDocuments documents,
    IOptions<AuthorizationServerOptions> options,
    ILogger<ClientApplications> logger)
{
    private readonly ClientOptions _clients = options.Value.Clients;

    /// <summary>Brings the current metadata of a client into the store. Returns why the client is refused, or <see langword="null"/>.</summary>
    public async ValueTask<string?> LoadAsync(string clientId, IPAddress? from, CancellationToken cancellationToken)
    {
        if (FindConfigured(clientId) is { } configured)
        {
            await StoreAsync(Describe(configured), cancellationToken);
            return null;
        }

        if (!ClientDocuments.IsDocumentUrl(clientId))
        {
            return _clients.Kinds.HasFlag(ClientKinds.DynamicRegistration) ? null : "This server accepts no clients that register themselves.";
        }

        if (!_clients.Kinds.HasFlag(ClientKinds.MetadataDocument))
        {
            return "This server accepts no clients with a metadata document.";
        }

        var document = await documents.FindAsync(clientId, from, cancellationToken);
        if (document.IsFound)
        {
            await StoreAsync(Describe(document.Client), cancellationToken);
        }

        return document.Refusal;
    }

    /// <summary>Brings the metadata of a client that may have connections into the store, as far as it has to be current.</summary>
    public async ValueTask<string?> LoadKnownAsync(string clientId, IPAddress? from, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var manager = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        if (await manager.FindByClientIdAsync(clientId, cancellationToken) is not { } known)
        {
            return await LoadAsync(clientId, from, cancellationToken);
        }

        // The keys of a client can change. When they cannot be read, those of the last time count.
        if (ClientDocuments.IsDocumentUrl(clientId) && await manager.HasClientTypeAsync(known, ClientTypes.Confidential, cancellationToken))
        {
            await LoadAsync(clientId, from, cancellationToken);
        }

        return null;
    }

    /// <summary>Returns what the consent page has to say about a client in the store.</summary>
    public async ValueTask<KnownApplication?> FindAsync(string clientId, CancellationToken cancellationToken)
    {
        if (await applications.FindByClientIdAsync(clientId, cancellationToken) is not { } known)
        {
            return null;
        }

        var isDocument = ClientDocuments.IsDocumentUrl(clientId);
        return new()
        {
            Id = clientId,
            Name = await applications.GetDisplayNameAsync(known, cancellationToken) ?? clientId,
            Host = isDocument ? new Uri(clientId).IdnHost : null,
            Kind = isDocument ? ConsentClientKind.MetadataDocument : FindConfigured(clientId) is null ? ConsentClientKind.Registered : ConsentClientKind.Configured,
            RedirectUris = [.. await applications.GetRedirectUrisAsync(known, cancellationToken)],
            CanRefresh = await applications.HasPermissionAsync(known, Permissions.GrantTypes.RefreshToken, cancellationToken),
        };
    }

    private ConfiguredClient? FindConfigured(string clientId) =>
        _clients.Kinds.HasFlag(ClientKinds.Configured) ? options.Value.ConfiguredClients.FirstOrDefault(client => client.ClientId == clientId) : null;

    private OpenIddictApplicationDescriptor Describe(ClientMetadata client) =>
        WithAssertions(ClientDescriptor.Of(client.ClientId, client.ClientName, client.RedirectUris, client.Keys, client.CanRefresh));

    private OpenIddictApplicationDescriptor Describe(ConfiguredClient client)
    {
        var descriptor = ClientDescriptor.Of(client.ClientId, client.ClientName, [.. client.RedirectUris], keys: null, canRefresh: true);
        if (client.ClientSecret is { } secret)
        {
            (descriptor.ClientType, descriptor.ClientSecret) = (ClientTypes.Confidential, secret);
        }

        return WithAssertions(descriptor);
    }

    /// <summary>Lets a client present assertions. A client that registered itself cannot: its identity provider could not know its identifier.</summary>
    private OpenIddictApplicationDescriptor WithAssertions(OpenIddictApplicationDescriptor descriptor)
    {
        if (options.Value.Enterprise.Issuers.Count > 0)
        {
            descriptor.Permissions.Add(Permissions.Prefixes.GrantType + AssertionGrant.GrantType);
        }

        return descriptor;
    }

    private async Task StoreAsync(OpenIddictApplicationDescriptor descriptor, CancellationToken cancellationToken)
    {
        // In a scope of its own: OpenIddict remembers for the whole scope that it found no such client, even if another request
        // stores it meanwhile.
        await using var scope = scopes.CreateAsyncScope();
        var manager = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        try
        {
            if (await manager.FindByClientIdAsync(descriptor.ClientId!, cancellationToken) is not { } known)
            {
                await manager.CreateAsync(descriptor, cancellationToken);
            }
            else if (await IsChangedAsync(manager, known, descriptor, cancellationToken))
            {
                await manager.UpdateAsync(known, descriptor, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is DbUpdateException or OpenIddictExceptions.ConcurrencyException or OpenIddictExceptions.ValidationException)
        {
            // Usually another request has stored the same client.
            LogNotStored(exception);
            if (exception is DbUpdateException && !await IsKnownAsync(descriptor.ClientId!, cancellationToken))
            {
                throw;
            }
        }
    }

    private async Task<bool> IsKnownAsync(string clientId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>().FindByClientIdAsync(clientId, cancellationToken) is not null;
    }

    private static async Task<bool> IsChangedAsync(IOpenIddictApplicationManager manager, object known, OpenIddictApplicationDescriptor descriptor, CancellationToken cancellationToken)
    {
        var stored = new OpenIddictApplicationDescriptor();
        await manager.PopulateAsync(stored, known, cancellationToken);
        return stored.DisplayName != descriptor.DisplayName
            || stored.ClientType != descriptor.ClientType
            || !stored.RedirectUris.SetEquals(descriptor.RedirectUris)
            || !stored.Permissions.SetEquals(descriptor.Permissions)
            || KeysOf(stored) != KeysOf(descriptor)
            || (descriptor.ClientSecret is { } secret && !await manager.ValidateClientSecretAsync(known, secret, cancellationToken));
    }

    private static string KeysOf(OpenIddictApplicationDescriptor descriptor) =>
        string.Join(' ', (descriptor.JsonWebKeySet?.Keys ?? []).Select(key => $"{key.Kty} {key.Kid} {key.Alg} {key.Crv} {key.X} {key.Y} {key.N} {key.E}").Order(StringComparer.Ordinal));

    [LoggerMessage(2104, LogLevel.Information, "A client was not stored, usually because another request has stored it at the same time.")]
    private partial void LogNotStored(Exception exception);
}
