using System.Threading.RateLimiting;
using Dhafnck.McpAuth.Usage;
using Dhafnck.McpAuth.Usage.Limits;
using Dhafnck.McpAuth.Usage.Permits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.Hosting.Registration;

/// <summary>Replaces the rate limiters with those of the application, or with those that hold across processes.</summary>
internal static class LimitsRegistration
{
    public static void Add(IServiceCollection services, Func<IServiceProvider, string, int, RateLimiter> create)
    {
        services.Replace(ServiceDescriptor.Singleton(provider => new CreatedRateLimiters(
            (tokenId, limit) => create(provider, tokenId, limit),
            provider.GetRequiredService<TimeProvider>())));
        services.Replace(ServiceDescriptor.Singleton<ITokenRateLimiters>(provider => provider.GetRequiredService<CreatedRateLimiters>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, IdleLimiterWatch>());
    }

    public static void Add(IServiceCollection services, Func<IServiceProvider, IPermitStore> create)
    {
        services.Replace(ServiceDescriptor.Singleton(create));
        services.TryAddSingleton(provider => new BoundedPermitStore(provider.GetRequiredService<IPermitStore>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<SharedRateLimiters>();
        services.Replace(ServiceDescriptor.Singleton<ITokenRateLimiters>(provider => provider.GetRequiredService<SharedRateLimiters>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PermitReturns>());
    }
}
