using System.Diagnostics.CodeAnalysis;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>The result of creating, updating or rotating a token.</summary>
public sealed class TokenOperation
{
    private TokenOperation(TokenOperationStatus status, ApiToken? token = null)
    {
        Status = status;
        Token = token;
    }

    /// <summary>The status of the operation.</summary>
    public TokenOperationStatus Status { get; }

    /// <summary>Whether the operation succeeded.</summary>
    [MemberNotNullWhen(true, nameof(Token))]
    public bool Succeeded => Status == TokenOperationStatus.Succeeded;

    /// <summary>The record as it is stored now.</summary>
    /// <value><see langword="null"/> unless the status is <see cref="TokenOperationStatus.Succeeded"/> or <see cref="TokenOperationStatus.Repeated"/>.</value>
    public ApiToken? Token { get; }

    /// <summary>The created token, with its token string. The string is available only here.</summary>
    /// <value><see langword="null"/> when no token string was created.</value>
    public IssuedToken? Issued { get; private init; }

    /// <summary>The validation errors, or what is not granted, by REST field name such as <c>expires_in_days</c>.</summary>
    /// <value>Empty unless the status is <see cref="TokenOperationStatus.Invalid"/> or <see cref="TokenOperationStatus.NotGranted"/>.</value>
    public IReadOnlyDictionary<string, string[]> Errors { get; private init; } = new Dictionary<string, string[]>();

    internal static TokenOperation Done(ApiToken token) => new(TokenOperationStatus.Succeeded, token);

    internal static TokenOperation Made(ApiToken token, string value) =>
        new(TokenOperationStatus.Succeeded, token) { Issued = new(token, value) };

    internal static TokenOperation Repeated(ApiToken token) => new(TokenOperationStatus.Repeated, token);

    internal static TokenOperation Refused(TokenOperationStatus status) => new(status);

    internal static TokenOperation Invalid(IReadOnlyDictionary<string, string[]> errors) =>
        new(TokenOperationStatus.Invalid) { Errors = errors };

    internal static TokenOperation NotGranted(IReadOnlyDictionary<string, string[]> errors) =>
        new(TokenOperationStatus.NotGranted) { Errors = errors };
}
