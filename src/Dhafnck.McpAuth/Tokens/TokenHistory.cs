namespace Dhafnck.McpAuth.Tokens;

/// <summary>Appends to the history of a record within its size limit, and fills in missing entries from the record itself.</summary>
internal static class TokenHistory
{
    private const int MaximumEntries = 20;

    /// <summary>
    /// Returns the record with one more history entry. The first entry stays; the oldest of the others are dropped when the limit
    /// is reached.
    /// </summary>
    public static ApiToken Recorded(this ApiToken token, TokenHistoryAction action, DateTimeOffset at, string by)
    {
        List<TokenHistoryEntry> history = [.. token.History, new() { Action = action, At = at, By = by }];
        if (history.Count > MaximumEntries)
        {
            history.RemoveRange(1, history.Count - MaximumEntries);
        }

        return token with { History = history };
    }

    /// <summary>Returns who created the record: its owner, unless the history says otherwise.</summary>
    public static string CreatedBy(this ApiToken token) =>
        token.History is [{ Action: TokenHistoryAction.Created, By: { } by }, ..] ? by : token.OwnerId;

    /// <summary>
    /// Returns whether the token rotated itself and the new credential has never been used. The client may then not have received
    /// it.
    /// </summary>
    public static bool AwaitsFirstUse(ApiToken token) =>
        token.FormerCredential is not null
        && token.History.LastOrDefault(entry => entry.Action is TokenHistoryAction.Rotated or TokenHistoryAction.FirstUsed) is { Action: TokenHistoryAction.Rotated } last
        && last.By == token.Id;

    /// <summary>
    /// Returns the history. Adds the creation for a record that is older than the history feature, and the revocation after all
    /// of an owner's tokens were revoked.
    /// </summary>
    public static IReadOnlyList<TokenHistoryEntry> Of(ApiToken token)
    {
        List<TokenHistoryEntry> history = [.. token.History.Where(entry => entry.Action != TokenHistoryAction.FirstUsed)];
        if (history is not [{ Action: TokenHistoryAction.Created }, ..])
        {
            history.Insert(0, new() { Action = TokenHistoryAction.Created, At = token.CreatedAt });
        }

        if (token.RevokedAt is { } revokedAt && history[^1].Action != TokenHistoryAction.Revoked)
        {
            history.Add(new() { Action = TokenHistoryAction.Revoked, At = revokedAt });
        }

        return history;
    }
}
