namespace Dhafnck.McpAuth.Bearer.OpenRequests;

/// <summary>The open uses of one token that are checked together, so that they can end together. Other tokens do not wait for them.</summary>
internal sealed class TokenRound(IEnumerable<OpenUse> uses)
{
    private readonly List<EndedUse> _ended = [];
    private int _judged;

    public IReadOnlyList<OpenUse> Uses { get; } = [.. uses];

    /// <summary>Adds the result of checking one of the uses.</summary>
    /// <param name="ended">The use, if its token is no longer valid; otherwise <see langword="null"/>.</param>
    /// <returns>The uses to end, once all of them are checked; until then an empty list.</returns>
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
