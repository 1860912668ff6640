using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Tokens.Api.Scanners;

/// <summary>The scanners whose reports are accepted: those of the settings, and the application's own.</summary>
internal sealed class TokenScanners : IDisposable
{
    private readonly GitHubKeys? _keys;

    public TokenScanners(TokenScannerOptions options, IEnumerable<ITokenScanner> own, IHttpClientFactory clients, TimeProvider time, ILogger<GitHubKeys> logger)
    {
        _keys = options.GitHubKeysUrl is { Length: > 0 } address ? new(address, clients, time, logger) : null;
        All =
        [
            .. _keys is null ? Array.Empty<ITokenScanner>() : [new GitHubScanner(_keys)],
            .. options.Secret is { Length: > 0 } secret ? [new SharedSecretScanner(secret)] : Array.Empty<ITokenScanner>(),
            .. own,
        ];
    }

    public IReadOnlyList<ITokenScanner> All { get; }

    /// <summary>Returns the scanner that a request seems to come from, or <see langword="null"/>.</summary>
    public ITokenScanner? Of(IHeaderDictionary headers) => All.FirstOrDefault(scanner => scanner.Recognizes(headers));

    public void Dispose() => _keys?.Dispose();
}
