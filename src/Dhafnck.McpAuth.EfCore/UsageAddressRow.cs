namespace Dhafnck.McpAuth.EfCore;

/// <summary>An address of a token as its table has it.</summary>
// Not sealed: an application may have EF Core make proxies for all the entities of its context.
internal class UsageAddressRow
{
    public required string TokenId { get; init; }

    public required string Address { get; init; }

    /// <summary>When it was last used, in seconds since 1970.</summary>
    public required long LastUsedAt { get; init; }
}
