using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// A use of a token that goes on: a request that is being answered, or a call that a session runs. It may go on for as
/// long as a new request with the token would be let in.
/// </summary>
internal abstract class OpenUse(BearerAuthentication authentication)
{
    private const long Never = long.MinValue;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private BearerAuthentication _last = authentication;
    private long _askedAt = Never;
    private long _unansweredSince = Never;

    /// <summary>The list that this is in, whose lock guards the links to its neighbours and <see cref="IsKnown"/>.</summary>
    public OpenUseList? List { get; set; }

    public OpenUse? Previous { get; set; }

    public OpenUse? Next { get; set; }

    /// <summary>Whether the list has told anybody of this.</summary>
    public bool IsKnown { get; set; }

    public string Token => _last.AccessToken!.TokenId ?? _last.AccessToken.Issuer;

    /// <summary>The request as it was, for the provider to judge again; <see langword="null"/> when the use is over.</summary>
    public abstract HttpContext? Copy();

    /// <summary>Cancels what is at work, so that its answer says why.</summary>
    /// <param name="reason">What the client is told.</param>
    /// <returns>Whether an answer is to be expected.</returns>
    public abstract bool TryInterrupt(string reason);

    /// <summary>Waits no longer for what was cancelled and goes on: the answer goes out without it.</summary>
    public abstract void Abandon();

    /// <summary>Ends the use, unless it is over.</summary>
    public abstract bool TryEnd();

    /// <summary>The use is over, or to be looked at no longer.</summary>
    /// <returns>Whether nobody has been told of it, and nobody will be.</returns>
    public bool Leave() => List?.Remove(this) == true;

    /// <summary>Whether the last answer about the token may be outdated.</summary>
    public bool IsDue(long epoch, TimeProvider time, TimeSpan lifetime)
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

        return _last.Epoch != epoch
            || _last.AccessToken!.ExpiresAt <= time.GetUtcNow()
            || time.GetElapsedTime(_last.ReadAt ?? _askedAt, now) >= lifetime;
    }

    /// <summary>The token is still good.</summary>
    public void Confirm(BearerAuthentication authentication, long timestamp)
    {
        _last = authentication;
        _askedAt = timestamp;
        _unansweredSince = Never;
    }

    /// <summary>Nobody could say. For how long that has been so now.</summary>
    public TimeSpan Wait(TimeProvider time)
    {
        _askedAt = time.GetTimestamp();
        if (_unansweredSince == Never)
        {
            _unansweredSince = _askedAt;
        }

        return time.GetElapsedTime(_unansweredSince, _askedAt);
    }
}
