namespace Dhafnck.McpAuth.EfCore;

/// <summary>
/// The single row that each change of a record increments in the same transaction. It is a row and not a sequence, because its
/// lock makes changes visible in the order of their numbers.
/// </summary>
// Not sealed: an application may let EF Core create proxies for all entities of its context.
internal class ChangeCounterRow
{
    public const int OnlyId = 1;

    public int Id { get; init; } = OnlyId;

    public long Value { get; init; }
}
