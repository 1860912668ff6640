namespace Dhafnck.McpAuth.Usage;

/// <summary>A batch of usage to add to a store. It is added once, even when it is sent repeatedly.</summary>
/// <param name="Writer">The identifier of the writer, which is different for each process and each start.</param>
/// <param name="Number">The number of the batch: 1 for the writer's first, incremented for each next one.</param>
/// <param name="Uses">The usage, with at most one entry per token.</param>
public sealed record UsageBatch(Guid Writer, long Number, IReadOnlyList<TokenUse> Uses);
