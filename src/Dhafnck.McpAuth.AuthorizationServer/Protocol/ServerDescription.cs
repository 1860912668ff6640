using System.Collections.Immutable;
using Dhafnck.McpAuth.AuthorizationServer.Authorize;
using Dhafnck.McpAuth.AuthorizationServer.Hosting;
using Dhafnck.McpAuth.AuthorizationServer.Protocol.Assertions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol;

/// <summary>Adds to the metadata (RFC 8414 §2) what MCP clients look for, and takes out what this server does not do.</summary>
internal sealed class ServerDescription(ServerAddress address, GrantableScopes scopes, ClientOptions clients) : IOpenIddictServerHandler<HandleConfigurationRequestContext>
{
    private const string PublicClient = "none";

    public static readonly int Order = OpenIddictServerHandlers.Discovery.AttachAdditionalMetadata.Descriptor.Order + 500;

    public ValueTask HandleAsync(HandleConfigurationRequestContext context)
    {
        context.Metadata[Metadata.Issuer] = address.Issuer;
        context.Metadata["client_id_metadata_document_supported"] = clients.Kinds.HasFlag(ClientKinds.MetadataDocument);
        if (clients.Kinds.HasFlag(ClientKinds.DynamicRegistration))
        {
            context.Metadata["registration_endpoint"] = address.UrlOf(AuthorizationServerPaths.Registration);
        }

        if (context.Options.GrantTypes.Contains(AssertionGrant.GrantType))
        {
            context.Metadata[AssertionGrant.ProfilesMetadata] = ImmutableArray.Create<string?>(AssertionGrant.Profile);
        }

        // OpenIddict knows public clients, but does not list how they authenticate: not at all.
        context.TokenEndpointAuthenticationMethods.Add(PublicClient);
        context.RevocationEndpointAuthenticationMethods.Add(PublicClient);

        // offline_access is not needed for a refresh token, so it is accepted but not advertised.
        context.Scopes.Clear();
        context.Scopes.UnionWith(scopes.Grantable);
        return default;
    }
}
