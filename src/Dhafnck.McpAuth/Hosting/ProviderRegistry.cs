using Dhafnck.McpAuth.Providers;

namespace Dhafnck.McpAuth.Hosting;

/// <summary>Which provider goes by which type name, as the application registered them.</summary>
internal sealed class ProviderRegistry
{
    private readonly Dictionary<string, Type> _types = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the application has added a provider of its own, which it will not want to be passed by.</summary>
    public bool HasApplicationProvider => _types.Values.Any(type => type.Assembly != typeof(ProviderRegistry).Assembly);

    public IEnumerable<string> Names => _types.Keys;

    public bool Contains(string name) => _types.ContainsKey(name);

    public bool UsesStoredTokens(string name) =>
        _types.TryGetValue(name, out var type) && type.IsAssignableTo(typeof(JwtBearerAuthProvider));

    public void Set(string name, Type type) => _types[name] = type;
}
