namespace Dhafnck.McpAuth.Telemetry;

/// <summary>The names of the attributes of metrics and spans. None has a value that is secret, and no metric has one for each token.</summary>
internal static class TelemetryTags
{
    /// <summary>The type that authenticates, such as <c>jwt</c>.</summary>
    public const string Provider = "mcp_auth.provider";

    /// <summary>What became of the request.</summary>
    public const string Outcome = "mcp_auth.outcome";

    /// <summary>Why a request was refused, or an event dropped.</summary>
    public const string Reason = "mcp_auth.reason";

    /// <summary>The identifier of the token's record. For spans only: it has too many values for a metric.</summary>
    public const string TokenId = "mcp_auth.token.id";

    /// <summary>Whether a record was found in the cache.</summary>
    public const string CacheResult = "mcp_auth.cache.result";

    /// <summary>Whether the limiter gave a permit.</summary>
    public const string PermitResult = "mcp_auth.rate_limit.result";

    /// <summary>The kind of an event, such as <c>token.revoked</c>.</summary>
    public const string EventKind = "mcp_auth.event.kind";

    /// <summary>The class of the sink that receives an event.</summary>
    public const string EventSink = "mcp_auth.event.sink";

    /// <summary>The number of tokens in a batch.</summary>
    public const string Tokens = "mcp_auth.tokens";

    /// <summary>The class of the exception, as in the conventions of OpenTelemetry.</summary>
    public const string ErrorType = "error.type";
}
