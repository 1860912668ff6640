namespace Dhafnck.McpAuth.Bearer;

/// <summary>The uses of one token that are looked at together, so that they can end together: other tokens do not wait for them.</summary>
internal sealed class TokenRound(IEnumerable<OpenUse> uses)
{
    private readonly List<EndedUse> _ended = [];
    private int _judged;

    public IReadOnlyList<OpenUse> Uses { get; } = [.. uses];

    /// <summary>Takes what was found out about one of the uses.</summary>
    /// <param name="ended">The use, if its token is no longer good.</param>
    /// <returns>Those that end, once all are judged; before, nothing.</returns>
    public IReadOnlyList<EndedUse> Add(EndedUse? ended)
    {
        lock (_ended)
        {
            if (ended is not null)
            {
                _ended.Add(ended);
            }

            return ++_judged == Uses.Count ? _ended : [];
        }
    }
}
