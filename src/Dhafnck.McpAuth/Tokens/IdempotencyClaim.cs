namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// An idempotency key that is to be kept with the credential that its request makes: both are stored, or neither. A
/// request that made nothing leaves its key unused.
/// </summary>
/// <param name="Request">What the key stands for from now on.</param>
/// <param name="NotBefore">A request of the same key that was made before this moment, UTC, no longer counts and is replaced.</param>
public sealed record IdempotencyClaim(TokenRequest Request, DateTimeOffset NotBefore);
