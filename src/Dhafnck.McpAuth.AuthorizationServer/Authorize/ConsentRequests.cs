using Dhafnck.McpAuth.AuthorizationServer.Applications;
using Dhafnck.McpAuth.AuthorizationServer.Clients;
using Dhafnck.McpAuth.AuthorizationServer.Consent;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;

namespace Dhafnck.McpAuth.AuthorizationServer.Authorize;

/// <summary>Describes an authorization request for the person who decides about it.</summary>
internal sealed class ConsentRequests(GrantableScopes grantable, ConsentScopes scopes, IOptions<AuthorizationServerOptions> options, IOptions<McpAuthOptions> mcpAuth, TimeProvider time)
{
    /// <summary>Describes a request.</summary>
    /// <param name="request">The validated request.</param>
    /// <param name="client">The client.</param>
    /// <param name="owner">The signed-in user.</param>
    /// <param name="userName">The name that the user knows themselves by.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="connection">The connection that the client already has, if any.</param>
    public ConsentRequest Describe(OpenIddictRequest request, KnownApplication client, TokenOwner owner, string userName, string resource, ApiToken? connection)
    {
        var days = Math.Min(options.Value.MaximumConnectionDays, mcpAuth.Value.Tokens.MaximumDays);
        var asked = new ConsentRequest
        {
            ClientId = client.Id,
            ClientName = client.Name,
            ClientHost = client.Host,
            ClientKind = client.Kind,
            RedirectHost = HostOf(request.RedirectUri!),
            IsLoopbackOnly = client.RedirectUris.All(LoopbackRedirectUri.Is),
            UserId = owner.Id,
            UserName = userName,
            Resource = resource,
            LifetimeDays = days,
            MaximumLifetimeDays = days,
        };
        if (connection is not null)
        {
            asked = asked with { RateLimit = connection.RateLimit, LifetimeDays = DaysUntil(connection.RotatableUntil) };
        }

        return scopes.Describe(asked, grantable.Choose(request.GetScopes()), [.. connection?.Scopes ?? []]);
    }

    private int DaysUntil(DateTimeOffset end) => Math.Clamp((int)Math.Ceiling((end - time.GetUtcNow()).TotalDays), 1, NewApiToken.MaximumDays);

    private static string HostOf(string redirectUri)
    {
        var uri = new Uri(redirectUri);
        return uri.Host.Length > 0 ? uri.IdnHost : uri.Scheme;
    }
}
