namespace Dhafnck.McpAuth.Hosting.Settings;

/// <summary>The registered providers by authentication type.</summary>
internal sealed class ProviderRegistry
{
    private readonly Dictionary<string, Type> _types = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the application added a provider of its own, which must not be bypassed by default.</summary>
    public bool HasApplicationProvider => _types.Values.Any(type => type.Assembly != typeof(ProviderRegistry).Assembly);

    public IEnumerable<string> Names => _types.Keys;

    public bool Contains(string name) => _types.ContainsKey(name);

    public bool UsesStoredTokens(string name) =>
        _types.TryGetValue(name, out var type) && type.IsAssignableTo(typeof(JwtBearerAuthProvider));

    public void Set(string name, Type type) => _types[name] = type;
}
