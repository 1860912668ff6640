namespace Dhafnck.McpAuth.Tokens.Operations;

/// <summary>What the report of a leaked token string led to.</summary>
internal enum LeakOutcome
{
    /// <summary>This system did not issue the string.</summary>
    NotIssued,

    /// <summary>The signature of the string is valid, but it was never issued. Its creator has the signing key.</summary>
    Forged,

    /// <summary>The string was issued, and nobody can use it or its successors any more: it expired, or was revoked, or was replaced by somebody else.</summary>
    Ended,

    /// <summary>Somebody could have used the string, or its successors if only the token itself has rotated since. Its record is now revoked.</summary>
    Revoked,
}
