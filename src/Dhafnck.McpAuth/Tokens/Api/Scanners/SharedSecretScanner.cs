using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tokens.Api.Scanners;

/// <summary>A scanner that sends a secret which only it and this server know.</summary>
internal sealed class SharedSecretScanner(string secret) : ITokenScanner
{
    private readonly TokenHash _expected = TokenHash.Compute(secret);

    public string Name => "scanner";

    public bool Recognizes(IHeaderDictionary headers) => headers.ContainsKey(TokenScannerOptions.SecretHeader);

    /// <summary>Returns whether the headers have the secret. The comparison of hashes takes constant time, whatever the length of what was sent.</summary>
    public bool HasSent(IHeaderDictionary headers) => headers[TokenScannerOptions.SecretHeader] is [{ } sent] && _expected.Equals(TokenHash.Compute(sent));

    public ValueTask<ScannerVerification> VerifyAsync(IHeaderDictionary headers, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default) =>
        new(HasSent(headers) ? ScannerVerification.Verified : ScannerVerification.Refused);
}
