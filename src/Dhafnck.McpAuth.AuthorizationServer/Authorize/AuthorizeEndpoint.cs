using System.Globalization;
using System.Security.Claims;
using Dhafnck.McpAuth.AuthorizationServer.Applications;
using Dhafnck.McpAuth.AuthorizationServer.Consent;
using Dhafnck.McpAuth.AuthorizationServer.Consent.Page;
using Dhafnck.McpAuth.AuthorizationServer.Hosting;
using Dhafnck.McpAuth.AuthorizationServer.Protocol;
using Dhafnck.McpAuth.Tokens;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Dhafnck.McpAuth.AuthorizationServer.Authorize;

/// <summary>
/// The authorization endpoint, after OpenIddict has validated the request and the application has signed in the user: asks the user,
/// and answers the client with a code or a refusal (RFC 6749 §4.1).
/// </summary>
internal sealed class AuthorizeEndpoint(
    ServerAddress address,
    ClientApplications clients,
    ApiTokenConnections connections,
    ConsentRequests requests,
    ConsentPage page,
    ConsentForm form,
    StoreFailures failures)
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    public async Task HandleAsync(HttpContext context)
    {
        var request = context.GetOpenIddictServerRequest()
            ?? throw new InvalidOperationException("OpenIddict has not seen the request. Call app.UseAuthentication(), and do not map the authorization server in a group.");
        try
        {
            await AnswerAsync(context, request);
            failures.End();
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            failures.Add(exception);

            // No redirect to the client: the user can reload this page. The client would have to start again.
            context.Response.Headers.RetryAfter = StoreFailures.RetryAfter;
            await page.WriteUnavailableAsync(context, context.RequestAborted);
        }
    }

    private async Task AnswerAsync(HttpContext context, OpenIddictRequest request)
    {
        var (owner, problem) = TokenOwner.Of(context.User);
        if (owner is null || await clients.FindAsync(request.ClientId!, context.RequestAborted) is not { } client)
        {
            await RefuseAsync(context, problem ?? "The client is unknown.");
            return;
        }

        var resource = address.FindResource(request.GetResources().Single())!;
        var connection = await connections.FindAsync(owner.Id, client.Id, resource, context.RequestAborted);
        var asked = requests.Describe(request, client, owner, context.User.Identity?.Name ?? owner.Id, resource, connection);
        if (!await ConsentForm.IsSubmittedAsync(context, context.RequestAborted))
        {
            await page.WriteAsync(context, asked, cancellationToken: context.RequestAborted);
            return;
        }

        var answer = await form.ReadAsync(context, asked, context.RequestAborted);
        if (!answer.IsDecided)
        {
            await page.WriteAsync(context, asked, answer.Problem, context.RequestAborted);
            return;
        }

        await (answer.Decision.IsApproved
            ? context.SignInAsync(Scheme, Grant(asked, answer.Decision, client.CanRefresh))
            : RefuseAsync(context, "The user has not agreed."));
        await page.LeadBackAsync(context, asked, context.RequestAborted);
    }

    private static ClaimsPrincipal Grant(ConsentRequest asked, ConsentDecision decision, bool canRefresh)
    {
        var identity = new ClaimsIdentity("consent", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, asked.UserId)
            .SetScopes(canRefresh ? [.. decision.Scopes, GrantableScopes.OfflineAccess] : decision.Scopes)
            .SetResources(asked.Resource)
            .SetClaim(ConnectionClaims.ClientName, asked.ClientName)
            .SetClaim(ConnectionClaims.ClientHost, asked.ClientHost)
            .SetClaim(ConnectionClaims.RateLimit, decision.RateLimit.ToString(CultureInfo.InvariantCulture))
            .SetClaim(ConnectionClaims.EndsInDays, decision.LifetimeDays.ToString(CultureInfo.InvariantCulture));
        return new(identity);
    }

    private static Task RefuseAsync(HttpContext context, string description) => context.ForbidAsync(Scheme, new AuthenticationProperties(new Dictionary<string, string?>
    {
        [OpenIddictServerAspNetCoreConstants.Properties.Error] = Errors.AccessDenied,
        [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
    }));
}
