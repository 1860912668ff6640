namespace Dhafnck.McpAuth.EfCore.Tests.Notes;

/// <summary>What the applications of these tests are about.</summary>
public sealed class Note
{
    public int Id { get; init; }

    public required string Text { get; init; }
}
