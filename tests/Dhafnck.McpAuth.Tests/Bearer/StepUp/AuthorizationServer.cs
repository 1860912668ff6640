using System.Collections.Concurrent;
using System.Security.Claims;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dhafnck.McpAuth.Tests.Bearer.StepUp;

/// <summary>An OAuth 2 authorization server by OpenIddict, whose one user consents to everything at once.</summary>
internal sealed class AuthorizationServer : IAsyncDisposable
{
    public const string User = "carol";

    private static readonly string[] Scopes = ["read:tasks", "write:tasks", "execute:mcp", "read:agents", "read:context"];

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _asked;

    private AuthorizationServer(WebApplication app, ConcurrentQueue<string> asked) => (_app, _asked) = (app, asked);

    /// <summary>Where it is, without a slash at the end.</summary>
    public string Address => _app.Urls.First();

    /// <summary>The scopes of each authorization request, in their order.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    public static async Task<AuthorizationServer> StartAsync()
    {
        var asked = new ConcurrentQueue<string>();
        var builder = LoopbackApplication.CreateBuilder();
        builder.Services.AddOpenIddict().AddServer(options =>
        {
            options.EnableDegradedMode();
            options.SetAuthorizationEndpointUris("connect/authorize").SetTokenEndpointUris("connect/token");
            options.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
            options.RegisterScopes(Scopes).DisableResourceValidation();
            options.AddEphemeralEncryptionKey().AddEphemeralSigningKey().DisableAccessTokenEncryption();
            options.UseAspNetCore().DisableTransportSecurityRequirement();
            options.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(static _ => default));
            options.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(static _ => default));
            options.AddEventHandler<HandleAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                asked.Enqueue(string.Join(' ', context.Request.GetScopes()));
                context.Principal = Consent(context.Request);
                return default;
            }));
        });
        var app = builder.Build();
        await app.StartAsync();
        return new(app, asked);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static ClaimsPrincipal Consent(OpenIddictRequest request)
    {
        var identity = new ClaimsIdentity("consent");
        identity.AddClaim(new Claim(OpenIddictConstants.Claims.Subject, User));
        var principal = new ClaimsPrincipal(identity);
        principal.SetScopes(request.GetScopes());
        principal.SetResources(request.GetResources());
        return principal;
    }
}
