using System.Security.Cryptography;
using Dhafnck.McpAuth.AuthorizationServer.Hosting;
using Dhafnck.McpAuth.AuthorizationServer.Protocol.Assertions;
using Dhafnck.McpAuth.AuthorizationServer.Protocol.Exchange;
using Dhafnck.McpAuth.AuthorizationServer.Protocol.Outages;
using Dhafnck.McpAuth.AuthorizationServer.Protocol.Reuse;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol;

/// <summary>Registers OpenIddict, and the handlers that make its access tokens the credentials of records.</summary>
internal static class OpenIddictRegistration
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<IConfigureOptions<OpenIddictServerOptions>, ServerSetup>();

        // OpenIddict registers its dispatcher only if there is none.
        services.AddScoped<OpenIddictServerDispatcher>();
        services.AddScoped<IOpenIddictServerDispatcher, OutageDispatcher>();
        services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<AuthorizationServerDbContext>())
            .AddServer(server =>
            {
                AddEndpoints(server);
                AddFlow(server);
                AddKeys(server);
                AddHandlers(server);
                AddReuse(server);
                AddExchange(server);
                AddAssertions(server);
                AddOutages(server);
            });
    }

    private static void AddEndpoints(OpenIddictServerBuilder server)
    {
        server.SetAuthorizationEndpointUris(AuthorizationServerPaths.Authorization[1..])
            .SetTokenEndpointUris(AuthorizationServerPaths.Token[1..])
            .SetRevocationEndpointUris(AuthorizationServerPaths.Revocation[1..])
            .SetJsonWebKeySetEndpointUris(AuthorizationServerPaths.Keys[1..])
            .SetConfigurationEndpointUris(AuthorizationServerPaths.Metadata[1..], AuthorizationServerPaths.OpenIdMetadata[1..]);

        // The public URL has https, or is on this machine. Behind a proxy that ends TLS, the request itself has http.
        server.UseAspNetCore()
            .EnableAuthorizationEndpointPassthrough()
            .DisableTransportSecurityRequirement();
    }

    private static void AddFlow(OpenIddictServerBuilder server) =>
        server.AllowAuthorizationCodeFlow()
            .AllowRefreshTokenFlow()
            .RequireProofKeyForCodeExchange()
            .UseReferenceRefreshTokens()

            // Every client requests the scopes from its user. Resources have their own check.
            .IgnoreScopePermissions()
            .DisableResourceValidation()
            .IgnoreResourcePermissions()

            // RFC 9700 section 2.2.2: a refresh token is used once.
            .SetRefreshTokenReuseLeeway(null)
            .Configure(options =>
            {
                options.CodeChallengeMethods.Clear();
                options.CodeChallengeMethods.Add(CodeChallengeMethods.Sha256);

                // The application's sign-in decides whether the user has to sign in again. Consent is always required.
                options.PromptValues.Clear();
                options.PromptValues.Add(PromptValues.Consent);
            });

    /// <summary>
    /// Codes and refresh tokens are protected by Data Protection, so processes share them and a restart keeps them. OpenIddict
    /// requires keys of its own too: it would sign identity tokens with them, which this server does not issue. They are random and
    /// die with the process, so there is nothing to configure, to store or to leak.
    /// </summary>
    private static void AddKeys(OpenIddictServerBuilder server)
    {
        server.UseDataProtection();
        server.AddEncryptionKey(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32))).AddEphemeralSigningKey(SecurityAlgorithms.EcdsaSha256);
    }

    private static void AddExchange(OpenIddictServerBuilder server) => server
        .AddEventHandler<ProcessAuthenticationContext>(handler => handler.UseSingletonHandler<AnonymousClientCheck>().SetOrder(AnonymousClientCheck.Order))
        .AddEventHandler<ProcessAuthenticationContext>(handler => handler.UseSingletonHandler<SubjectTokenCheck>().SetOrder(SubjectTokenCheck.Order))
        .AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseSingletonHandler<ExchangeCheck>().SetOrder(ExchangeCheck.Order))
        .AddEventHandler<HandleTokenRequestContext>(handler => handler.UseSingletonHandler<ExchangeSignIn>().SetOrder(ExchangeSignIn.Order));

    private static void AddAssertions(OpenIddictServerBuilder server) => server
        .AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseScopedHandler<AssertionCheck>().SetOrder(AssertionCheck.Order))
        .AddEventHandler<HandleTokenRequestContext>(handler => handler.UseSingletonHandler<AssertionSignIn>().SetOrder(AssertionSignIn.Order));

    private static void AddOutages(OpenIddictServerBuilder server) => server
        .AddEventHandler<ApplyAuthorizationResponseContext>(handler => handler.UseSingletonHandler<UnavailablePage>().SetOrder(UnavailablePage.Order))
        .AddEventHandler<ApplyAuthorizationResponseContext>(handler => handler.UseSingletonHandler<UnavailableStatus<ApplyAuthorizationResponseContext>>().SetOrder(UnavailableStatus<ApplyAuthorizationResponseContext>.Order))
        .AddEventHandler<ApplyTokenResponseContext>(handler => handler.UseSingletonHandler<UnavailableStatus<ApplyTokenResponseContext>>().SetOrder(UnavailableStatus<ApplyTokenResponseContext>.Order))
        .AddEventHandler<ApplyRevocationResponseContext>(handler => handler.UseSingletonHandler<UnavailableStatus<ApplyRevocationResponseContext>>().SetOrder(UnavailableStatus<ApplyRevocationResponseContext>.Order));

    private static void AddReuse(OpenIddictServerBuilder server) => server
        .RemoveEventHandler(OpenIddictServerHandlers.RedeemTokenEntry.Descriptor)
        .AddEventHandler<ValidateTokenContext>(handler => handler.UseScopedHandler<ReuseDetection>().SetOrder(ReuseDetection.Order))
        .AddEventHandler<ProcessSignInContext>(handler => handler.UseScopedHandler<SingleRedemption>().SetOrder(SingleRedemption.Order))
        .AddEventHandler<ProcessSignInContext>(handler => handler.UseSingletonHandler<CodeReuseCheck>().SetOrder(CodeReuseCheck.Order));

    private static void AddHandlers(OpenIddictServerBuilder server) => server
        .AddEventHandler<ProcessRequestContext>(handler => handler.UseSingletonHandler<PublicAddress>().SetOrder(PublicAddress.Order))
        .AddEventHandler<ProcessAuthenticationContext>(handler => handler.UseScopedHandler<ClientLoading>().SetOrder(ClientLoading.Order))
        .AddEventHandler<ProcessAuthenticationContext>(handler => handler.UseSingletonHandler<AccessTokenRevocation>().SetOrder(AccessTokenRevocation.Order))
        .AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseSingletonHandler<AuthorizationResourceCheck>().SetOrder(AuthorizationResourceCheck.Order))
        .AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseSingletonHandler<TokenResourceCheck>().SetOrder(TokenResourceCheck.Order))
        .AddEventHandler<ProcessSignInContext>(handler => handler.UseSingletonHandler<AccessTokenSupply>().SetOrder(AccessTokenSupply.Order))
        .RemoveEventHandler(OpenIddictServerHandlers.Revocation.RevokeToken.Descriptor)
        .AddEventHandler<HandleRevocationRequestContext>(handler => handler.UseScopedHandler<RefreshTokenRevocation>().SetOrder(RefreshTokenRevocation.Order))
        .AddEventHandler<HandleConfigurationRequestContext>(handler => handler.UseSingletonHandler<ServerDescription>().SetOrder(ServerDescription.Order))
        .AddEventHandler<ApplyAuthorizationResponseContext>(handler => handler.UseSingletonHandler<ResponseIssuer>().SetOrder(ResponseIssuer.Order));
}
