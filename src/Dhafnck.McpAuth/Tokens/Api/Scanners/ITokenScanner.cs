using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tokens;

/// <summary>
/// A secret scanner whose reports of leaked tokens are accepted at <c>MapMcpTokenScannerReports()</c>, and how its requests are
/// recognized. Register it as a singleton: <c>services.AddSingleton&lt;ITokenScanner, OfficeScanner&gt;()</c>.
/// </summary>
public interface ITokenScanner
{
    /// <summary>The scanner's name in the audit trail, the event and the log: 1 to 50 visible ASCII characters.</summary>
    string Name { get; }

    /// <summary>
    /// Returns whether a request has the form of the scanner's, such as its signature header. Only the first scanner that recognizes
    /// a request verifies it.
    /// </summary>
    /// <param name="headers">The headers of the request. They prove nothing yet.</param>
    bool Recognizes(IHeaderDictionary headers);

    /// <summary>Verifies that the scanner sent the request. The body is parsed only afterwards.</summary>
    /// <param name="headers">The headers of the request.</param>
    /// <param name="body">The body, byte for byte as received.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    ValueTask<ScannerVerification> VerifyAsync(IHeaderDictionary headers, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default);
}
