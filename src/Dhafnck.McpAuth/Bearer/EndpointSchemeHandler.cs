using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// What <c>UseAuthentication()</c> authenticates a request by: its token where the endpoint is protected by
/// <c>RequireMcpAuth()</c>, so that the middlewares behind it know whose request it is, and the application's own default
/// scheme everywhere else. A token is not a user, and counts only where an endpoint wants one.
/// </summary>
internal sealed class EndpointSchemeHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, EndpointScheme byEndpoint)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The name of the scheme.</summary>
    public const string SchemeName = "McpBearerByEndpoint";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
        byEndpoint.Of(Context.GetEndpoint()) is { } scheme ? Context.AuthenticateAsync(scheme) : Task.FromResult(AuthenticateResult.NoResult());
}
