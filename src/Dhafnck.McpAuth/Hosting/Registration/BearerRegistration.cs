using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.Bearer.Credentials;
using Dhafnck.McpAuth.Bearer.Gate;
using Dhafnck.McpAuth.Bearer.Middlewares;
using Dhafnck.McpAuth.Bearer.OpenRequests;
using Dhafnck.McpAuth.Bearer.Principal;
using Dhafnck.McpAuth.Bearer.Proofs;
using Dhafnck.McpAuth.Bearer.Resource;
using Dhafnck.McpAuth.Bearer.Sessions;
using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.Scopes.Sdk;
using Dhafnck.McpAuth.Tokens.Api.Guards;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.AspNetCore.Authentication;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Hosting.Registration;

/// <summary>Registers the gate and the other HTTP services.</summary>
internal static class BearerRegistration
{
    public static void Add(IServiceCollection services)
    {
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, McpBearerHandler>(McpBearerDefaults.AuthenticationScheme, null);
        services.AddSingleton<EndpointScheme>();
        services.AddSingleton<IPostConfigureOptions<AuthenticationOptions>, DefaultSchemeSetup>();
        services.AddSingleton<ProtectedResources>();
        services.AddSingleton<OwnTokens>();
        services.AddSingleton<MetadataReferral>();
        services.AddSingleton<OriginGate>();
        services.AddSingleton<IStartupFilter, OAuthProbes>();
        services.AddSingleton<IConfigureOptions<AuthenticationOptions>, ResourceMetadataSetup>();
        services.AddSingleton<IConfigureOptions<McpAuthenticationOptions>, ResourceMetadataSetup>();
        services.AddAuthorization();
        services.AddSingleton<RequestCredentials>();
        services.AddSingleton<BearerAuthenticator>();
        services.AddSingleton<ProofCheck>();
        services.AddSingleton<ProofVerifier>();
        services.AddSingleton<ProofNonces>();
        services.AddSingleton<SeenProofs>();
        services.AddSingleton<RequestAddress>();
        services.AddSingleton<DpopChallenge>();
        services.AddSingleton<RefusalWriter>();
        services.AddSingleton<RequestFailures>();
        services.AddSingleton<RequiredScopes>();
        services.AddSingleton<RequestPrincipal>();
        services.AddSingleton<McpAuthGate>();
        services.AddSingleton<OperationGate>();
        services.AddSingleton<McpServerLookup>();
        services.AddSingleton<McpSessions>();
        services.AddSingleton<IPostConfigureOptions<HttpServerTransportOptions>>(provider => provider.GetRequiredService<McpSessions>());
        services.AddSingleton<RequestLimit>();
        services.AddSingleton<RequestUse>();
        services.AddSingleton<TokenApiGate>();
        services.AddSingleton<TokenFreshness>();
        services.AddSingleton<OpenUses>();
        services.AddSingleton<OpenCalls>();
        services.AddSingleton<ICallFollower>(provider => provider.GetRequiredService<OpenCalls>());
        services.AddSingleton<IPostConfigureOptions<McpServerOptions>>(provider => provider.GetRequiredService<OpenCalls>());
        services.AddSingleton<OpenUseEnding>();
        services.AddHostedService<OpenUseWatch>();
        services.AddSingleton<IStartupFilter, EndpointCheck>();
        services.AddSingleton<IStartupFilter, ResourceMetadataFilter>();

        // Register this first so that it is the outermost filter: UseRouting and UseEndpoints must see the same builder.
        services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter, MiddlewareBypass>());
        services.AddHostedService<UsageStoreCheck>();
        services.AddHostedService<StartupReport>();
        services.AddHostedService<VariableCheck>();
    }
}
