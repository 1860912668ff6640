namespace Dhafnck.McpAuth.EfCore;

/// <summary>
/// The one row that every change of a record counts up, in the same transaction. It is a row and not a sequence,
/// because its lock makes changes visible in the order of their numbers.
/// </summary>
// Not sealed: an application may have EF Core make proxies for all the entities of its context.
internal class ChangeCounterRow
{
    public const int OnlyId = 1;

    public int Id { get; init; } = OnlyId;

    public long Value { get; init; }
}
