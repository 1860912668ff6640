using Dhafnck.McpAuth.AuthorizationServer.Consent.Page;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.AuthorizationServer.Consent;

/// <summary>Registers the services of the consent page.</summary>
internal static class ConsentRegistration
{
    public static void Add(IServiceCollection services)
    {
        services.AddDataProtection();
        services.AddSingleton<ConsentAssets>();
        services.AddSingleton<ConsentTickets>();
        services.AddSingleton<ConsentPage>();
        services.AddSingleton<ConsentForm>();
        services.AddSingleton<ConsentScopes>();
    }
}
