namespace Dhafnck.McpAuth.Tokens;

/// <summary>The actions that the audit trail records.</summary>
public enum TokenAuditAction
{
    /// <summary>A token is created, or a connection opened.</summary>
    Create,

    /// <summary>A record is changed: name, scopes, rate limit, addresses or metadata.</summary>
    Change,

    /// <summary>A credential is replaced.</summary>
    Rotate,

    /// <summary>A token is revoked, or a connection ended.</summary>
    Revoke,

    /// <summary>An administrator grants a scope, such as <c>mcp:admin</c>.</summary>
    GrantScope,

    /// <summary>An administrator takes a scope away.</summary>
    RemoveScope,

    /// <summary>A rule ends a token before its time.</summary>
    Expire,

    /// <summary>An administrator denies a scope that the owner had requested.</summary>
    DenyScope,
}
