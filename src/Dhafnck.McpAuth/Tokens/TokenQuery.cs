namespace Dhafnck.McpAuth.Tokens;

/// <summary>Which part of which list a store is asked for.</summary>
public sealed record TokenQuery
{
    /// <summary>Whose tokens.</summary>
    public required string OwnerId { get; init; }

    /// <summary>How many to pass over.</summary>
    /// <value>0 or more. The default is 0.</value>
    public int Skip { get; init; }

    /// <summary>How many to return at most.</summary>
    /// <value>1 or more. The default is 100.</value>
    public int Limit { get; init; } = 100;
}
