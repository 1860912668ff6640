using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// The scheme with which <c>UseAuthentication()</c> authenticates a request. At endpoints protected by
/// <c>RequireMcpAuth()</c> it uses the request's token, so that later middleware knows the user. Everywhere else it uses the
/// application's own default scheme. A token is not a user, and counts only where an endpoint requires one.
/// </summary>
internal sealed class EndpointSchemeHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, EndpointScheme byEndpoint)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The name of the scheme.</summary>
    public const string SchemeName = "McpBearerByEndpoint";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
        byEndpoint.Of(Context.GetEndpoint()) is { } scheme ? Context.AuthenticateAsync(scheme) : Task.FromResult(AuthenticateResult.NoResult());
}
