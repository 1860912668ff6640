namespace Dhafnck.McpAuth.Tokens;

/// <summary>Keeps the history of a record short, and completes what the record says by itself.</summary>
internal static class TokenHistory
{
    private const int MaximumEntries = 20;

    /// <summary>The record with one more line. The first line stays; after it, the oldest make room.</summary>
    public static ApiToken Recorded(this ApiToken token, TokenHistoryAction action, DateTimeOffset at, string by)
    {
        List<TokenHistoryEntry> history = [.. token.History, new(action, at, by)];
        if (history.Count > MaximumEntries)
        {
            history.RemoveRange(1, history.Count - MaximumEntries);
        }

        return token with { History = history };
    }

    /// <summary>The history, with the creation of a record that is older than histories, and with a revocation that went through all of an owner's.</summary>
    public static IReadOnlyList<TokenHistoryEntry> Of(ApiToken token)
    {
        List<TokenHistoryEntry> history = [.. token.History];
        if (history is not [{ Action: TokenHistoryAction.Created }, ..])
        {
            history.Insert(0, new(TokenHistoryAction.Created, token.CreatedAt, null));
        }

        if (token.RevokedAt is { } revokedAt && history[^1].Action != TokenHistoryAction.Revoked)
        {
            history.Add(new(TokenHistoryAction.Revoked, revokedAt, null));
        }

        return history;
    }
}
