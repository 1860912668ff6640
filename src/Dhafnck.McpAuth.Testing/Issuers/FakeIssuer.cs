using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Testing;

/// <summary>
/// An OpenID Connect provider for tests: it serves its metadata and its JWK set over HTTP at a free port of this machine, and
/// signs access tokens (JWT, RS256). Trust it with <c>McpAuth:Jwt:TrustedIssuers</c>, with its <see cref="Authority"/>.
/// </summary>
public sealed class FakeIssuer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TimeProvider _time;
    private FakeIssuerKey _key = new();

    private FakeIssuer(WebApplication app, TimeProvider time)
    {
        _app = app;
        _time = time;
    }

    /// <summary>The issuer (<c>iss</c>), which is the URL below which its metadata is found.</summary>
    public string Authority => _app.Urls.First();

    /// <summary>The URL of its JWK set (RFC 7517 §5), for a <c>TrustedIssuer</c> without discovery.</summary>
    public string JwksUri => $"{Authority}/jwks";

    /// <summary>Whether it answers. When <see langword="false"/>, each request gets 503.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool IsAvailable { get; set; } = true;

    /// <summary>Starts an issuer.</summary>
    /// <param name="time">The clock for the times in tokens. The default is the system's.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public static async Task<FakeIssuer> StartAsync(TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        // Without the settings of the application under test, which are in the same folder and environment.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var issuer = new FakeIssuer(app, time ?? TimeProvider.System);
        app.Run(issuer.AnswerAsync);
        try
        {
            await app.StartAsync(cancellationToken);
            return issuer;
        }
        catch
        {
            await issuer.DisposeAsync();
            throw;
        }
    }

    /// <summary>Signs an access token.</summary>
    /// <param name="token">What the token contains.</param>
    /// <returns>The token string.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="token"/> is <see langword="null"/>.</exception>
    public string IssueToken(FakeIssuerToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return _key.Sign(token, Authority, _time.GetUtcNow());
    }

    /// <summary>
    /// Replaces the key. The former key is no longer published, so tokens that it signed are refused when the server has fetched
    /// the keys again.
    /// </summary>
    public void ReplaceKey()
    {
        var former = Interlocked.Exchange(ref _key, new());
        former.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (!IsAvailable)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }

        switch (context.Request.Path.Value)
        {
            case "/.well-known/openid-configuration":
                return context.Response.WriteAsJsonAsync(new Dictionary<string, string> { ["issuer"] = Authority, ["jwks_uri"] = JwksUri });
            case "/jwks":
                return context.Response.WriteAsJsonAsync(new { keys = new[] { _key.ToJwk() } });
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
        }
    }
}
