using System.Text.Json;
using Dhafnck.McpAuth.Usage.Permits;

namespace Dhafnck.McpAuth.Usage;

/// <summary>
/// The permits of one token: those that were used, and the loans of processes. For stores that keep it as a text, and read and
/// write it under a lock of the token. A permit counts for a window after its last possible use, so no window contains more uses
/// than the limit. Not thread-safe.
/// </summary>
public sealed class PermitLedger
{
    // A process gets at most an eighth of what is left in reserve, so that the last permits are there for all processes.
    private const int ShareOfRest = 8;

    // Used permits are kept in this many parts of the window, rounded up.
    private const int PartsOfWindow = 360;

    // What ends later than any loan of now would comes from a clock that was ahead. It does not count.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    private readonly PermitLedgerState _state;

    private PermitLedger(PermitLedgerState state) => _state = state;

    /// <summary>When the last entry leaves the window: the ledger is empty from then on, and can be deleted.</summary>
    /// <value><see cref="DateTimeOffset.UnixEpoch"/> when the ledger is empty.</value>
    public DateTimeOffset EndsAt => DateTimeOffset.FromUnixTimeMilliseconds(Ends().Select(entry => entry.End).DefaultIfEmpty(0).Max());

    /// <summary>Reads a ledger.</summary>
    /// <param name="text">The text that <see cref="ToString"/> returned; <see langword="null"/> or empty for an empty ledger.</param>
    /// <exception cref="JsonException">The text is not that of a ledger.</exception>
    public static PermitLedger Parse(string? text) =>
        new(string.IsNullOrEmpty(text) ? new() : JsonSerializer.Deserialize(text, PermitJsonContext.Default.PermitLedgerState) ?? new());

    /// <summary>Lends permits.</summary>
    /// <param name="request">What the process requests.</param>
    /// <param name="now">The current time of the store's clock, UTC.</param>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is <see langword="null"/>.</exception>
    public PermitLoan Borrow(PermitRequest request, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        Forget(now, request.Window + request.Lifetime);
        if (request.Returned is { } returned)
        {
            Return(returned, now);
        }

        if (_state.Loans.TryGetValue(request.LoanId, out var known))
        {
            return new() { Permits = known.Permits, Used = Used() };
        }

        var left = Math.Max(0, request.Limit - Used());
        var permits = Math.Min(left, Math.Max(request.Needed, Math.Min(request.Wanted, left / ShareOfRest)));
        if (permits == 0)
        {
            return new() { Permits = 0, Used = Used(), RetryAfter = RetryAfter(request.Limit, now) };
        }

        var closesAt = now + request.Lifetime;
        _state.Loans[request.LoanId] = new(permits, closesAt.ToUnixTimeMilliseconds(), (closesAt + request.Window).ToUnixTimeMilliseconds());
        return new() { Permits = permits, Used = Used() };
    }

    /// <summary>Records how many permits of a loan were used.</summary>
    /// <param name="returned">The loan. An unknown one is ignored.</param>
    /// <param name="now">The current time of the store's clock, UTC.</param>
    /// <exception cref="ArgumentNullException"><paramref name="returned"/> is <see langword="null"/>.</exception>
    public void Return(PermitReturn returned, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(returned);
        if (!_state.Loans.Remove(returned.LoanId, out var loan))
        {
            return;
        }

        // A process can return fewer permits than it borrowed, never more.
        var used = Math.Clamp(returned.Used, 0, loan.Permits);
        if (used > 0)
        {
            var window = loan.EndsAt - loan.ClosesAt;
            var part = Math.Max(1, window / PartsOfWindow);
            var end = Math.Min(loan.ClosesAt, now.ToUnixTimeMilliseconds()) + window;
            end = (end + part - 1) / part * part;
            _state.Used[end] = _state.Used.GetValueOrDefault(end) + used;
        }
    }

    /// <summary>Returns what is used.</summary>
    /// <param name="limit">The current rate limit of the token.</param>
    /// <param name="now">The current time of the store's clock, UTC.</param>
    public PermitUse Read(int limit, DateTimeOffset now)
    {
        Forget(now, TimeSpan.MaxValue);
        var used = Used();
        return new() { Used = used, RetryAfter = used < limit ? null : RetryAfter(limit, now) };
    }

    /// <summary>Returns the text to store.</summary>
    public override string ToString() => JsonSerializer.Serialize(_state, PermitJsonContext.Default.PermitLedgerState);

    private IEnumerable<(long End, int Permits)> Ends() =>
        _state.Used.Select(used => (used.Key, used.Value)).Concat(_state.Loans.Values.Select(loan => (loan.EndsAt, loan.Permits)));

    private int Used() => Ends().Sum(entry => entry.Permits);

    private void Forget(DateTimeOffset now, TimeSpan longest)
    {
        var first = now.ToUnixTimeMilliseconds();
        var last = longest == TimeSpan.MaxValue ? long.MaxValue : (now + longest + Tolerance).ToUnixTimeMilliseconds();
        foreach (var end in _state.Used.Keys.Where(end => end <= first || end > last).ToList())
        {
            _state.Used.Remove(end);
        }

        foreach (var (id, _) in _state.Loans.Where(loan => loan.Value.EndsAt <= first || loan.Value.EndsAt > last).ToList())
        {
            _state.Loans.Remove(id);
        }
    }

    private TimeSpan RetryAfter(int limit, DateTimeOffset now)
    {
        var left = Used();
        var end = Ends().OrderBy(entry => entry.End).FirstOrDefault(entry => (left -= entry.Permits) < limit).End;

        // Another process may return some of several permits when its loan closes.
        var open = _state.Loans.Values.Where(loan => loan.Permits > 1 && loan.ClosesAt > now.ToUnixTimeMilliseconds()).Select(loan => loan.ClosesAt);
        return DateTimeOffset.FromUnixTimeMilliseconds(open.Append(end).Min()) - now;
    }
}
