using System.Diagnostics.CodeAnalysis;

namespace Dhafnck.McpAuth.Hosting.Settings;

/// <summary>The registered providers by authentication type.</summary>
internal sealed class ProviderRegistry
{
    private readonly Dictionary<string, (bool IsOfApplication, bool UsesStoredTokens, bool IsActiveByDefault)> _providers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the application added a provider of its own, which must not be bypassed by default.</summary>
    public bool HasApplicationProvider => _providers.Values.Any(provider => provider.IsOfApplication);

    /// <summary>The types that are active if no setting selects others.</summary>
    public IEnumerable<string> ActiveByDefault => _providers.Where(provider => provider.Value.IsActiveByDefault).Select(provider => provider.Key);

    public IEnumerable<string> Names => _providers.Keys;

    public bool Contains(string name) => _providers.ContainsKey(name);

    /// <summary>Whether the provider checks API tokens, by deriving from the built-in provider or by containing it.</summary>
    public bool UsesStoredTokens(string name) => _providers.TryGetValue(name, out var provider) && provider.UsesStoredTokens;

    public void Set(string name, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type type, bool isActiveByDefault) =>
        _providers[name] = (
            type.Assembly != typeof(ProviderRegistry).Assembly,
            type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Any(parameter => parameter.ParameterType == typeof(JwtBearerAuthDependencies)),
            isActiveByDefault);
}
