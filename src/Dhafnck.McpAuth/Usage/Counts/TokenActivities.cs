using System.Collections.Concurrent;
using System.Net;
using Dhafnck.McpAuth.Tokens.Stores;
using Dhafnck.McpAuth.Usage.Limits;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Usage.Counts;

/// <summary>The activity of the tokens that this process has seen within the last hour.</summary>
internal sealed partial class TokenActivities(IUsageStore store, TimeProvider time, ILogger<TokenActivities> logger)
{
    // Longer than the interval of UsageWriter, which refreshes each token it writes. A token in steady use therefore never
    // waits for the store.
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(15);

    // A token that a process sees only now and then would otherwise cost a query for each request. While it is far from its
    // limit, its counts may be older: the process uses it too seldom to let much through, and learns again when it has
    // written what it counted.
    private static readonly TimeSpan SparseFreshness = TimeSpan.FromSeconds(60);
    private const int FewRequests = 100;

    // Long enough that every request that received this activity has been counted in it.
    private static readonly TimeSpan Retirable = SparseFreshness * 2;
    private const int PerQuestion = 500;

    // The maximum time that a request waits for the store. After that, only this process's counts apply.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly StoreDeadline _deadline = new(Patience, time);
    private readonly Outage _outage = new(time);
    private readonly ConcurrentDictionary<string, TokenActivity> _activities = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task>> _questions = new(StringComparer.Ordinal);

    /// <summary>
    /// Returns a token's activity, with counts from the store that are at most 15 seconds old, or a minute while the token is far
    /// from its limit.
    /// </summary>
    public ValueTask<TokenActivity> GetAsync(string tokenId, int limit, CancellationToken cancellationToken)
    {
        var activity = Of(tokenId);
        return IsFresh(activity, limit) ? new(activity) : AskAsync(activity, cancellationToken);
    }

    /// <summary>Returns a token's activity as this process knows it, without asking the store.</summary>
    public TokenActivity Of(string tokenId) => _activities.GetOrAdd(tokenId, static id => new(id));

    /// <summary>Counts an accepted request.</summary>
    /// <param name="tokenId">The token's identifier.</param>
    /// <param name="address">The address that the request came from.</param>
    /// <param name="now">The current time, UTC.</param>
    /// <param name="isNewAddress">Whether the address is new to the token.</param>
    /// <returns>The activity in which it was counted.</returns>
    public TokenActivity Use(string tokenId, IPAddress? address, DateTimeOffset now, out bool isNewAddress)
    {
        while (true)
        {
            var activity = Of(tokenId);
            if (activity.TryUse(address, now, out isNewAddress))
            {
                return activity;
            }
        }
    }

    /// <summary>Counts the outcome of a request or tool call: in the activity and hour of its request if these are known, otherwise in the current ones.</summary>
    /// <param name="tokenId">The token's identifier.</param>
    /// <param name="tool">The tool; <see langword="null"/> for a request.</param>
    /// <param name="outcome">The outcome.</param>
    /// <param name="by">The principal of the request, if known.</param>
    public void Count(string tokenId, string? tool, UsageOutcome outcome, ICountedPrincipal? by = null) =>
        Count(by?.Activity ?? Of(tokenId), tool, outcome, by?.BeganAt ?? time.GetUtcNow());

    /// <summary>Counts the outcome of a request or tool call.</summary>
    public void Count(TokenActivity activity, string? tool, UsageOutcome outcome, DateTimeOffset at)
    {
        while (!activity.TryCount(tool, outcome, at))
        {
            activity = Of(activity.TokenId);
        }
    }

    /// <summary>Returns the number of tokens with usage to take.</summary>
    public int CountUsed() => _activities.Count(entry => entry.Value.HasUse());

    /// <summary>Takes the usage that is not yet written, which must be confirmed before the next call. Removes activities that are no longer needed.</summary>
    public IReadOnlyList<TokenUse> Take()
    {
        var now = time.GetUtcNow();
        var uses = new List<TokenUse>();
        foreach (var (tokenId, activity) in _activities)
        {
            if (activity.Take() is { } use)
            {
                uses.Add(use);
            }
            else if (time.GetElapsedTime(activity.LearnedAt) > Retirable && activity.TryRetire(now))
            {
                _activities.TryRemove(tokenId, out _);
            }
        }

        return uses;
    }

    /// <summary>Takes the usage of one token that is not yet written, which must be confirmed before the next call.</summary>
    public IReadOnlyList<TokenUse> Take(string tokenId) => _activities.TryGetValue(tokenId, out var activity) && activity.Take() is { } use ? [use] : [];

    /// <summary>Records that this usage is in the store.</summary>
    public void Confirm(IReadOnlyList<TokenUse> written)
    {
        foreach (var use in written)
        {
            Of(use.TokenId).Confirm(use);
        }
    }

    /// <summary>Reads a token's recent usage from the store and applies it.</summary>
    /// <returns>The usage; <see langword="null"/> if the token has none.</returns>
    public async Task<RecentUse?> LearnAsync(string tokenId, CancellationToken cancellationToken)
    {
        var askedAt = time.GetTimestamp();
        var recent = await store.ListRecentAsync([tokenId], Since(), cancellationToken).ConfigureAwait(false) is [{ } only] ? only : null;
        Of(tokenId).Learn(recent, askedAt);
        return recent;
    }

    /// <summary>Reads the recent usage of tokens from the store and applies it.</summary>
    public async Task LearnAsync(IReadOnlyCollection<string> tokenIds, CancellationToken cancellationToken)
    {
        foreach (var some in tokenIds.Chunk(PerQuestion))
        {
            var askedAt = time.GetTimestamp();
            var recent = (await store.ListRecentAsync(some, Since(), cancellationToken).ConfigureAwait(false))
                .ToDictionary(use => use.TokenId, StringComparer.Ordinal);
            foreach (var tokenId in some)
            {
                Of(tokenId).Learn(recent.GetValueOrDefault(tokenId), askedAt);
            }
        }
    }

    private bool IsFresh(TokenActivity activity, int limit)
    {
        if (activity.LearnedAt == 0)
        {
            return false;
        }

        var age = time.GetElapsedTime(activity.LearnedAt);
        return age < Freshness || (age < SparseFreshness && limit - activity.CountWindow(time.GetUtcNow()) >= Math.Max(limit / 2, FewRequests));
    }

    private DateTimeOffset Since() => time.GetUtcNow() - RequestWindow.Length - TimeSpan.FromMinutes(1);

    private async ValueTask<TokenActivity> AskAsync(TokenActivity activity, CancellationToken cancellationToken)
    {
        // Concurrent requests share one query.
        var question = _questions.GetOrAdd(activity.TokenId, id => new(() => AskAsync(id)));
        await question.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        return Of(activity.TokenId);
    }

    private async Task AskAsync(string tokenId)
    {
        try
        {
            await _deadline.RunAsync(patience => LearnAsync(tokenId, patience), CancellationToken.None).ConfigureAwait(false);
            _outage.End();
        }
        catch (Exception exception)
        {
            // If the store fails, the limit is enforced with this process's own counts. The token itself has already been
            // validated.
            Of(tokenId).Learn(null, time.GetTimestamp());
            if (_outage.Begins())
            {
                LogNotAsked(exception);
            }
        }
        finally
        {
            _questions.TryRemove(tokenId, out _);
        }
    }

    [LoggerMessage(1410, LogLevel.Warning, "Reading a token's usage failed. Until it succeeds, rate limits use this process's counts only.")]
    private partial void LogNotAsked(Exception exception);
}
