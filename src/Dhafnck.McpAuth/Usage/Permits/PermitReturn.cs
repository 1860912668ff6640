namespace Dhafnck.McpAuth.Usage;

/// <summary>A loan of permits that a process no longer uses.</summary>
public sealed record PermitReturn
{
    /// <summary>The token's identifier.</summary>
    public required string TokenId { get; init; }

    /// <summary>The identifier of the loan.</summary>
    public required Guid LoanId { get; init; }

    /// <summary>The number of permits that were used.</summary>
    public required int Used { get; init; }
}
