using System.Collections.Concurrent;
using System.Net;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Usage;

/// <summary>What the tokens do that this process has seen within the last hour.</summary>
internal sealed partial class TokenActivities(IUsageStore store, TimeProvider time, ILogger<TokenActivities> logger)
{
    // Longer than a writer's interval, which asks the store for the tokens it wrote: one in steady use never waits here.
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(15);

    // A request that was given an activity as fresh has long come into its window by then.
    private static readonly TimeSpan Retirable = Freshness * 2;
    private const int PerQuestion = 500;

    // A request waits for this, and goes by what this process counted when it waited long enough.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly StoreDeadline _deadline = new(Patience, time);
    private readonly ConcurrentDictionary<string, TokenActivity> _activities = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task>> _questions = new(StringComparer.Ordinal);

    /// <summary>A token's activity, by what the store said of it at most some seconds ago.</summary>
    public ValueTask<TokenActivity> GetAsync(string tokenId, CancellationToken cancellationToken)
    {
        var activity = Of(tokenId);
        return activity.LearnedAt != 0 && time.GetElapsedTime(activity.LearnedAt) < Freshness
            ? new(activity)
            : AskAsync(activity, cancellationToken);
    }

    /// <summary>A token's activity as this process knows it.</summary>
    public TokenActivity Of(string tokenId) => _activities.GetOrAdd(tokenId, static id => new(id));

    /// <summary>Counts a request that was let in.</summary>
    /// <param name="tokenId">The token.</param>
    /// <param name="address">Where the request comes from.</param>
    /// <param name="now">The moment.</param>
    /// <param name="isNewAddress">Whether the address is new to the token.</param>
    /// <returns>Where it was counted.</returns>
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

    /// <summary>Counts what became of a request, or of a tool's call: where the request was counted, or now.</summary>
    /// <param name="tokenId">The token.</param>
    /// <param name="tool">The tool.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="by">Who the request is by, where that is known.</param>
    public void Count(string tokenId, string? tool, UsageOutcome outcome, ICountedPrincipal? by = null) =>
        Count(by?.Activity ?? Of(tokenId), tool, outcome, by?.BeganAt ?? time.GetUtcNow());

    /// <summary>Counts what became of a request, or of a tool's call.</summary>
    public void Count(TokenActivity activity, string? tool, UsageOutcome outcome, DateTimeOffset at)
    {
        while (!activity.TryCount(tool, outcome, at))
        {
            activity = Of(activity.TokenId);
        }
    }

    /// <summary>The uses that wait to be written, to be confirmed before this is asked again. What nobody needs any longer is forgotten.</summary>
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

    /// <summary>The store knows these uses now.</summary>
    public void Confirm(IReadOnlyList<TokenUse> written)
    {
        foreach (var use in written)
        {
            Of(use.TokenId).Confirm(use);
        }
    }

    /// <summary>Takes over what the store says of tokens.</summary>
    public async Task LearnAsync(IReadOnlyCollection<string> tokenIds, CancellationToken cancellationToken)
    {
        foreach (var some in tokenIds.Chunk(PerQuestion))
        {
            var askedAt = time.GetTimestamp();
            var recent = (await store.ListRecentAsync(some, time.GetUtcNow() - RequestWindow.Length - TimeSpan.FromMinutes(1), cancellationToken).ConfigureAwait(false))
                .ToDictionary(use => use.TokenId, StringComparer.Ordinal);
            foreach (var tokenId in some)
            {
                Of(tokenId).Learn(recent.GetValueOrDefault(tokenId), askedAt);
            }
        }
    }

    private async ValueTask<TokenActivity> AskAsync(TokenActivity activity, CancellationToken cancellationToken)
    {
        // However many requests come at once, the store is asked once.
        var question = _questions.GetOrAdd(activity.TokenId, id => new(() => AskAsync(id)));
        await question.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        return Of(activity.TokenId);
    }

    private async Task AskAsync(string tokenId)
    {
        try
        {
            await _deadline.RunAsync(patience => LearnAsync([tokenId], patience), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The limit holds by what is known here; that the token is good, others have made sure of.
            Of(tokenId).Learn(null, time.GetTimestamp());
            LogNotAsked(exception);
        }
        finally
        {
            _questions.TryRemove(tokenId, out _);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The use of a token could not be read; its limit goes by what this process counted.")]
    private partial void LogNotAsked(Exception exception);
}
