using Faults.Records;

namespace Faults.Load;

/// <summary>A call and its answer.</summary>
internal sealed record Call
{
    public required int Instance { get; init; }

    public required LedgerToken Token { get; init; }

    /// <summary>What was known of the token when the call was sent.</summary>
    public required TokenState State { get; init; }

    /// <summary>Whether it was sent with a token string that a rotation had ended.</summary>
    public required bool UsesFormer { get; init; }

    public required TimeSpan Sent { get; init; }

    public required TimeSpan Answered { get; init; }

    public required int? Status { get; init; }

    public override string ToString() =>
        $"{(Status is { } status ? $"{status}" : "no answer")} from process {Instance} after {(Answered - Sent).TotalMilliseconds:F0} ms for {Token.Id}";
}
