using Dhafnck.McpAuth.AuthorizationServer.Applications;
using Dhafnck.McpAuth.AuthorizationServer.Authorize;
using Dhafnck.McpAuth.AuthorizationServer.Enterprise;
using Dhafnck.McpAuth.AuthorizationServer.Hosting;
using Dhafnck.McpAuth.AuthorizationServer.Protocol.Exchange;
using Dhafnck.McpAuth.AuthorizationServer.Protocol.Reuse;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol.Assertions;

/// <summary>
/// Judges an assertion (ID-JAG) that a client presents: whether it is for this client, for a resource of this server, for a known user,
/// and not used before.
/// </summary>
internal sealed class AssertionCheck(
    Enterprise.Assertions assertions,
    UsedAssertions used,
    ClientApplications clients,
    GrantableScopes scopes,
    ServerAddress address,
    IEnterpriseUsers? users = null)
    : IOpenIddictServerHandler<ValidateTokenRequestContext>
{
    // The client is authenticated and may use the grant by then.
    public static readonly int Order = ExchangeCheck.Order + 1;

    public async ValueTask HandleAsync(ValidateTokenRequestContext context)
    {
        if (context.Request.GrantType != AssertionGrant.GrantType)
        {
            return;
        }

        var (assertion, isUnavailable) = await assertions.VerifyAsync(context.Request.Assertion ?? "", context.CancellationToken);
        if (isUnavailable)
        {
            context.Reject(Errors.TemporarilyUnavailable, "The keys of the assertion's issuer cannot be fetched at the moment. Try again later.");
        }
        else if (assertion is null)
        {
            context.Reject(Errors.InvalidGrant, "The assertion is not one that this server accepts.");
        }
        else if (assertion.ClientId != context.Request.ClientId)
        {
            context.Reject(Errors.InvalidGrant, "The assertion is for another client.");
        }
        else if (assertion.Scopes?.Except(scopes.Requestable, StringComparer.Ordinal).Any() == true)
        {
            context.Reject(Errors.InvalidGrant, "The assertion has a scope that this server does not have.");
        }
        else
        {
            await GrantAsync(context, assertion);
        }
    }

    private async Task GrantAsync(ValidateTokenRequestContext context, Assertion assertion)
    {
        var (resource, error, description) = ChooseResource(assertion.Resources, context.Request.GetResources());
        if (resource is null)
        {
            context.Reject(error, description);
            return;
        }

        var granted = scopes.Choose(assertion.AllowedScopes, assertion.Scopes, context.Request.GetScopes());
        if (granted.Count == 0)
        {
            context.Reject(Errors.InvalidScope, "Nothing of what the client requests is granted by the identity provider.");
            return;
        }

        // The host does not start with an identity provider and without somebody who knows its users.
        if (await users!.FindAsync(assertion.User, context.CancellationToken) is not { Length: > 0 } userId
            || await clients.FindAsync(assertion.ClientId, context.CancellationToken) is not { } client)
        {
            context.Reject(Errors.InvalidGrant, "The user of the assertion is unknown to this server.");
            return;
        }

        // Last: an assertion that was refused can still be corrected.
        if (!await used.TryUseAsync(assertion, context.CancellationToken))
        {
            context.Reject(Errors.InvalidGrant, "The assertion was used before. Request another one from the identity provider.");
            return;
        }

        RedemptionUndo.MakeFinal(context.Transaction);
        context.Transaction.SetProperty(typeof(GrantedAssertion).FullName!, new GrantedAssertion(userId, client, assertion.User.Issuer, resource, granted));
    }

    // The request can choose among the resources of the assertion, and names the resource when the assertion does not.
    private (string? Resource, string? Error, string? Description) ChooseResource(IReadOnlyList<string> asserted, IReadOnlyList<string> requested)
    {
        string[] allowed = [.. asserted.Select(address.FindResource).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (asserted.Count > 0 && allowed.Length == 0)
        {
            return (null, Errors.InvalidGrant, "The assertion is for a resource of another server.");
        }

        var chosen = requested.Count == 0 && allowed is [var only] ? only : requested is [var one] ? address.FindResource(one) : null;
        return chosen is not null && (asserted.Count == 0 || allowed.Contains(chosen, StringComparer.Ordinal))
            ? (chosen, null, null)
            : (null, Errors.InvalidTarget, "Name one 'resource', with the URL of the MCP endpoint as in its protected resource metadata (RFC 8707), which the assertion is for.");
    }
}
