namespace Dhafnck.McpAuth.Tokens;

/// <summary>The outcomes of an action in the audit trail.</summary>
public enum TokenAuditOutcome
{
    /// <summary>The action was done. The entry was stored together with the change.</summary>
    Succeeded,

    /// <summary>The action was refused by the owner policy, or for an administrator. Nothing was changed.</summary>
    Refused,
}
