using System.Diagnostics.CodeAnalysis;
using Dhafnck.McpAuth.AuthorizationServer;
using Dhafnck.McpAuth.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Provides <c>AddEnterpriseUsers()</c>.</summary>
public static class EnterpriseBuilderExtensions
{
    /// <summary>
    /// Says which users of the application the identity providers of <see cref="EnterpriseOptions"/> mean. Required as soon as one
    /// is configured.
    /// </summary>
    /// <typeparam name="TUsers">The application's own class, created by the service provider once per request.</typeparam>
    /// <param name="builder">The builder returned by <c>AddMcpAuth()</c>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static McpAuthBuilder AddEnterpriseUsers<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TUsers>(this McpAuthBuilder builder)
        where TUsers : class, IEnterpriseUsers
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Replace(ServiceDescriptor.Scoped<IEnterpriseUsers, TUsers>());
        return builder;
    }
}
