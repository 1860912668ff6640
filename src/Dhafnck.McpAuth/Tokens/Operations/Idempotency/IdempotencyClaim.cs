namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// An idempotency key to store together with the credential that its request creates. Either both are stored or neither is, so a
/// request that creates nothing leaves its key unused.
/// </summary>
/// <param name="Request">The request that the key stands for from now on.</param>
/// <param name="NotBefore">The time, UTC, before which an earlier request with the same key no longer counts and is replaced.</param>
public sealed record IdempotencyClaim(IdempotentRequest Request, DateTimeOffset NotBefore);
