using System.Collections.Concurrent;
using System.Security.Claims;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Samples.Tests.UpstreamSignIn;

/// <summary>An OpenID provider by OpenIddict, such as Entra ID or Keycloak would be. Its one user is signed in, and consents at once.</summary>
internal sealed class UpstreamProvider : IAsyncDisposable
{
    public const string ClientId = "mcp";
    public const string ClientSecret = "the secret that the sample has with its provider";
    public const string User = "user-4711";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _issued;

    private UpstreamProvider(WebApplication app, ConcurrentQueue<string> issued) => (_app, _issued) = (app, issued);

    public string Address => _app.Urls.First();

    /// <summary>All tokens that the provider has issued.</summary>
    public IReadOnlyList<string> Issued => [.. _issued];

    public static async Task<UpstreamProvider> StartAsync()
    {
        var issued = new ConcurrentQueue<string>();
        var builder = LoopbackApplication.CreateBuilder();
        builder.Services.AddOpenIddict().AddServer(options =>
        {
            options.EnableDegradedMode();
            options.SetAuthorizationEndpointUris("authorize").SetTokenEndpointUris("token");
            options.AllowAuthorizationCodeFlow().AllowRefreshTokenFlow().RequireProofKeyForCodeExchange();
            options.RegisterScopes(OpenIddictConstants.Scopes.Profile);
            options.AddEphemeralEncryptionKey().AddEphemeralSigningKey().DisableAccessTokenEncryption();
            options.UseAspNetCore().DisableTransportSecurityRequirement();
            options.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(static context =>
            {
                if (context.ClientId != ClientId || !context.RedirectUri!.EndsWith("/signin-oidc", StringComparison.Ordinal))
                {
                    context.Reject(Errors.InvalidClient);
                }

                return default;
            }));
            options.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(static context =>
            {
                if (context.ClientId != ClientId || context.ClientSecret != ClientSecret)
                {
                    context.Reject(Errors.InvalidClient);
                }

                return default;
            }));
            options.AddEventHandler<HandleAuthorizationRequestContext>(handler => handler.UseInlineHandler(static context =>
            {
                context.Principal = SignIn(context.Request);
                return default;
            }));
            options.AddEventHandler<ApplyTokenResponseContext>(handler => handler.UseInlineHandler(context =>
            {
                foreach (var token in new[] { context.Response.AccessToken, context.Response.IdToken, context.Response.RefreshToken }.OfType<string>())
                {
                    issued.Enqueue(token);
                }

                return default;
            }));
        });
        var app = builder.Build();
        await app.StartAsync();
        return new(app, issued);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static ClaimsPrincipal SignIn(OpenIddictRequest request)
    {
        var identity = new ClaimsIdentity("provider");
        identity.SetClaim(Claims.Subject, User).SetClaim(Claims.Name, "Ursula Upstream");
        identity.SetDestinations(_ => [Destinations.AccessToken, Destinations.IdentityToken]);
        return new ClaimsPrincipal(identity).SetScopes(request.GetScopes());
    }
}
