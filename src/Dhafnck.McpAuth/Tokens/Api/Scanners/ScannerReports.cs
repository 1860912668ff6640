using System.Text.Json;
using Dhafnck.McpAuth.Tokens.Api.Requests;
using Dhafnck.McpAuth.Tokens.Api.Responses;
using Dhafnck.McpAuth.Tokens.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Tokens.Api.Scanners;

/// <summary>Receives the reports of secret scanners, and revokes the tokens in them that this system issued.</summary>
internal sealed partial class ScannerReports(TokenScanners scanners, ScannerReportLimit limit, TokenOperations operations, TimeProvider time, ILogger<ScannerReports> logger)
{
    private const int MaximumBytes = 1024 * 1024;

    // A slow sender occupies the memory for the body.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task<IResult> ReceiveAsync(HttpContext context)
    {
        if (limit.Refuse(context) is { } tooMany)
        {
            return tooMany;
        }

        var request = context.Request;
        if (scanners.Of(request.Headers) is not { } scanner)
        {
            LogUnknown();
            return TokenProblems.UnknownScanner();
        }

        // A wrong secret gets no further: neither a place nor the memory for a body.
        if (scanner is SharedSecretScanner secret && !secret.HasSent(request.Headers))
        {
            LogRefused(scanner.Name);
            return TokenProblems.UnknownScanner();
        }

        using var place = limit.Enter(context, scanner);
        if (!place.IsAcquired)
        {
            context.Response.Headers.RetryAfter = "30";
            return TokenProblems.TooManyReportsAtOnce();
        }

        var (body, problem) = await ReadAsync(request);
        if (body is null)
        {
            return problem!;
        }

        switch (await scanner.VerifyAsync(request.Headers, body, context.RequestAborted))
        {
            case ScannerVerification.Verified:
                break;
            case ScannerVerification.Unavailable:
                context.Response.Headers.RetryAfter = "120";
                return TokenProblems.ScannerUnavailable();
            default:
                LogRefused(scanner.Name);
                return TokenProblems.UnknownScanner();
        }

        if (Parse(body) is not { } matches)
        {
            return TokenProblems.NotAReport();
        }

        return Results.Json(await JudgeAsync(matches, scanner.Name, context), ScannerJsonContext.Default.ScannerLabelArray);
    }

    private async Task<(byte[]? Bytes, IResult? Problem)> ReadAsync(HttpRequest request)
    {
        var aborted = request.HttpContext.RequestAborted;
        using var deadline = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, aborted);
        try
        {
            return await JsonBody.ReadBytesAsync(request, MaximumBytes, either.Token);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return (null, TokenProblems.ReportTooSlow(Patience));
        }
    }

    private async Task<ScannerLabel[]> JudgeAsync(ScannerMatch[] matches, string scanner, HttpContext context)
    {
        var by = new TokenActor { Kind = TokenActorKind.Scanner, Id = scanner, Address = context.Connection.RemoteIpAddress?.Unmapped().ToString() };
        var labels = new ScannerLabel[matches.Length];
        var revoked = 0;
        for (var index = 0; index < matches.Length; index++)
        {
            var match = matches[index];
            var (outcome, hasForged) = match.Token is { Length: > 0 } token
                // Not cancelled with the request: a revocation completes even when the scanner disconnects.
                ? await operations.Leaks.RevokeAsync(token, by, match.Describe(scanner), CancellationToken.None)
                : (LeakOutcome.NotIssued, false);
            revoked += outcome == LeakOutcome.Revoked ? 1 : 0;
            if (hasForged)
            {
                LogForged(scanner);
            }

            labels[index] = ScannerLabel.Of(match, isOurs: outcome is LeakOutcome.Ended or LeakOutcome.Revoked);
        }

        LogReport(scanner, matches.Length, labels.Count(label => label.IsOurs), revoked);
        return labels;
    }

    private static ScannerMatch[]? Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body.AsSpan(), ScannerJsonContext.Default.ScannerMatchArray) is { } matches && Array.TrueForAll(matches, match => match is not null) ? matches : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(1361, LogLevel.Information, "A report of the scanner {Scanner} has {Count} matches. {Own} of them were issued here; {Revoked} could be used, and are revoked now.")]
    private partial void LogReport(string scanner, int count, int own, int revoked);

    [LoggerMessage(1362, LogLevel.Warning, "A report of leaked tokens is refused: it does not prove that the scanner {Scanner} sent it.")]
    private partial void LogRefused(string scanner);

    [LoggerMessage(1363, LogLevel.Debug, "A report of leaked tokens is refused: it has the form of no scanner that is configured.")]
    private partial void LogUnknown();

    [LoggerMessage(
        1364,
        LogLevel.Warning,
        "The scanner {Scanner} found a token with a valid signature that was never issued. "
        + "If the token had a former prefix, add it to McpAuth:Jwt:PreviousTokenPrefixes. "
        + "If the token store was restored from a backup, the token may be newer than the backup. "
        + "Otherwise the signing key is compromised: change JWT_SECRET_KEY.")]
    private partial void LogForged(string scanner);
}
