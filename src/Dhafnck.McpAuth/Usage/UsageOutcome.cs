namespace Dhafnck.McpAuth.Usage;

/// <summary>What became of a request or of a tool's call.</summary>
public enum UsageOutcome
{
    /// <summary>It was answered: the status was below 400, and a tool's result no error.</summary>
    Succeeded,

    /// <summary>The token was good, but lacked a scope: 403.</summary>
    Forbidden,

    /// <summary>The token was over its limit: 429. Such a request counts towards nothing else.</summary>
    Limited,

    /// <summary>It was answered with another status of 400 or more, or the tool failed.</summary>
    Failed,
}
