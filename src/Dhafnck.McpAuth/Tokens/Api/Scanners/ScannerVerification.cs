namespace Dhafnck.McpAuth.Tokens;

/// <summary>Whether a request comes from a secret scanner.</summary>
public enum ScannerVerification
{
    /// <summary>It does not, or not provably. The request gets 403.</summary>
    Refused,

    /// <summary>It does. Its tokens are judged.</summary>
    Verified,

    /// <summary>This cannot be determined at the moment, such as without the scanner's keys. The request gets 503.</summary>
    Unavailable,
}
