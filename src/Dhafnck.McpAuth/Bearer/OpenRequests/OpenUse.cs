using Dhafnck.McpAuth.Bearer.Gate;
using Dhafnck.McpAuth.Providers;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer.OpenRequests;

/// <summary>
/// A use of a token that is still open: a request that is being answered, or a call that a session runs. It may continue
/// for as long as a new request with the token would be accepted.
/// </summary>
internal abstract class OpenUse(BearerAuthentication authentication)
{
    private const long Never = long.MinValue;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private BearerAuthentication _last = authentication;
    private long _askedAt = Never;
    private long _unansweredSince = Never;

    /// <summary>The list that contains this use. Its lock guards the links to the neighbors and <see cref="IsKnown"/>.</summary>
    public OpenUseList? List { get; set; }

    public OpenUse? Previous { get; set; }

    public OpenUse? Next { get; set; }

    /// <summary>Whether the list has ever returned this use as due.</summary>
    public bool IsKnown { get; set; }

    public string Token => _last.AccessToken!.TokenId ?? _last.AccessToken.Issuer;

    /// <summary>A copy of the original request, for the provider to judge again; <see langword="null"/> when the use has ended.</summary>
    public abstract HttpContext? Copy();

    /// <summary>Cancels the work in progress, so that the answer states the reason.</summary>
    /// <param name="reason">The reason, as the client receives it.</param>
    /// <returns>Whether an answer is expected.</returns>
    public abstract bool TryInterrupt(string reason);

    /// <summary>Stops waiting for work that continues after its cancellation, so that the answer is sent without it.</summary>
    public abstract void Abandon();

    /// <summary>Ends the use, unless it has ended already.</summary>
    public abstract bool TryEnd();

    /// <summary>Removes the use from its list, because it has ended or need not be checked any longer.</summary>
    /// <returns>Whether the list has never returned the use as due, and never will.</returns>
    public bool Leave() => List?.Remove(this) == true;

    /// <summary>Whether the last result for the token may be outdated.</summary>
    public bool IsDue(TokenFreshness freshness, TimeProvider time)
    {
        var now = time.GetTimestamp();
        if (_askedAt == Never)
        {
            _askedAt = now;
        }

        if (_unansweredSince != Never)
        {
            return time.GetElapsedTime(_askedAt, now) >= Pause;
        }

        return IsChanged(freshness)
            || _last.AccessToken!.ExpiresAt <= time.GetUtcNow()
            || time.GetElapsedTime(_last.ReadAt ?? _askedAt, now) >= freshness.Lifetime;
    }

    /// <summary>Records that the token is still valid.</summary>
    public void Confirm(BearerAuthentication authentication, long timestamp)
    {
        _last = authentication;
        _askedAt = timestamp;
        _unansweredSince = Never;
    }

    /// <summary>Records that the token could not be checked, and returns for how long that has been the case.</summary>
    public TimeSpan Wait(TimeProvider time)
    {
        _askedAt = time.GetTimestamp();
        if (_unansweredSince == Never)
        {
            _unansweredSince = _askedAt;
        }

        return time.GetElapsedTime(_unansweredSince, _askedAt);
    }

    // A token without a record has nothing that can change, only a lifetime.
    private bool IsChanged(TokenFreshness freshness) =>
        _last.AccessToken!.TokenId is { } tokenId && freshness.IsChanged(tokenId, _last.Epoch);
}
