namespace Dhafnck.McpAuth.Usage;

/// <summary>The outcome of a request or a tool call.</summary>
public enum UsageOutcome
{
    /// <summary>The request or call succeeded: the status was below 400, and a tool's result was not an error.</summary>
    Succeeded,

    /// <summary>The token was valid but lacked a required scope: 403.</summary>
    Forbidden,

    /// <summary>The token was over its rate limit: 429. Such a request is not counted anywhere else.</summary>
    Limited,

    /// <summary>The request got any other status of 400 or more, or the tool failed.</summary>
    Failed,
}
