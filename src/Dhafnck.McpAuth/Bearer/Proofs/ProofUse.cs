namespace Dhafnck.McpAuth.Bearer.Proofs;

/// <summary>Whether a proof may be used.</summary>
internal enum ProofUse
{
    /// <summary>It was not used before.</summary>
    First,

    /// <summary>It was used before.</summary>
    Repeated,

    /// <summary>It cannot be remembered, so it cannot be accepted.</summary>
    NoRoom,
}
