using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace CustomProvider;

/// <summary>
/// Signs in one user, <c>developer</c>, with HTTP Basic authentication and the password of the setting <c>DEVELOPMENT_PASSWORD</c>.
/// A real application uses its own sign-in instead.
/// </summary>
internal sealed class DevelopmentSignIn(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    IConfiguration configuration)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string User = "developer";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (configuration["DEVELOPMENT_PASSWORD"] is not { Length: > 0 } password
            || !AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out var header)
            || header.Scheme != "Basic")
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var expected = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{password}"));
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(header.Parameter ?? ""), Encoding.UTF8.GetBytes(expected)))
        {
            return Task.FromResult(AuthenticateResult.Fail("Wrong user or password."));
        }

        var identity = new ClaimsIdentity([new(ClaimTypes.NameIdentifier, User)], Scheme.Name);
        return Task.FromResult(AuthenticateResult.Success(new(new(identity), Scheme.Name)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Basic realm=\"development\"";
        return base.HandleChallengeAsync(properties);
    }
}
