namespace RequestCost.Variants;

/// <summary>One way to protect the server, or not to.</summary>
internal abstract class Variant
{
    public const string None = "none";
    public const string Jwt = "jwt";
    public const string Ours = "ours";
    public const string SharedLimits = "ours-shared-limits";
    public const string ThreeProviders = "ours-three-providers";

    /// <summary>The ones to compare, and after them parts of ours, which say where its cost lies.</summary>
    public static readonly IReadOnlyDictionary<string, Variant> All = new Dictionary<string, Variant>
    {
        [None] = new NoAuthentication(),
        [Jwt] = new JwtBearer(),
        [Ours] = new McpAuth(),
        [SharedLimits] = new McpAuth { SharesLimits = true },
        [ThreeProviders] = new McpAuth { HasThreeProviders = true },
        ["ours-short-circuit"] = new McpAuth { IsShortCircuited = true },
        ["ours-in-memory"] = new McpAuth { IsInMemory = true },
        ["ours-without-tool-scope"] = new McpAuth { NeedsToolScope = false },
        ["ours-env"] = new McpAuth { Type = "env" },
        ["ours-none"] = new McpAuth { Type = "none" },
        ["unread-tokens"] = new UnreadTokens(),
        ["middlewares"] = new Middlewares(),
        ["filters"] = new AuthorizationFilters(),
    };

    /// <summary>Adds what the protection needs.</summary>
    public abstract void AddTo(WebApplicationBuilder builder);

    /// <summary>Does what comes between building the server and starting it.</summary>
    public virtual Task PrepareAsync(WebApplication app) => Task.CompletedTask;

    /// <summary>Protects an endpoint.</summary>
    public abstract void Protect(IEndpointConventionBuilder endpoint);

    /// <summary>Makes tokens for clients; none where the server asks for none.</summary>
    public abstract Task<IReadOnlyList<string>> CreateTokensAsync(WebApplication app, int count);
}
