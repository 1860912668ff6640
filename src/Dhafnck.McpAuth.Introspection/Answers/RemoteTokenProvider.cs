using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Introspection.Answers;

/// <summary>
/// Accepts tokens that only their issuer can check. It asks once about a token, however many requests present it at the same
/// time, and keeps the answer. Without an answer, the requests get 503: an answer that is too old is never used.
/// </summary>
internal sealed partial class RemoteTokenProvider : IMcpAuthProvider, IDisposable
{
    private readonly IRemoteIssuer _issuer;
    private readonly string[] _prefixes;
    private readonly KnownAnswers _known;
    private readonly RunningQuestions _questions;
    private readonly RemoteTokenOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private int _isFailing;

    public RemoteTokenProvider(IRemoteIssuer issuer, RemoteTokenOptions options, ProviderCredentials credentials, TimeProvider time, ILogger<RemoteTokenProvider> logger)
    {
        _issuer = issuer;
        _options = options;
        _prefixes = [.. options.Prefixes];
        _known = new(options, time);
        _questions = new(AskAsync, options.Timeout);
        _time = time;
        _logger = logger;
        Credentials = credentials;
    }

    public ProviderCredentials Credentials { get; }

    public ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var token = context.Token;
        if (_prefixes.Length > 0 && !_prefixes.Any(prefix => token.StartsWith(prefix, StringComparison.Ordinal)))
        {
            return new(Rejected("the token does not begin with one of the issuer's prefixes"));
        }

        return _known.Find(token) is { } known ? new(known) : new(_questions.AskAsync(token).WaitAsync(cancellationToken));
    }

    public void Dispose()
    {
        _known.Dispose();
        _questions.Dispose();
    }

    private async Task<AccessTokenResult> AskAsync(string token)
    {
        // Another request may have received the answer since this one looked for it.
        if (_known.Find(token) is { } known)
        {
            return known;
        }

        // From the question on: a token that is revoked while the answer is on its way is cached no longer than any other.
        var askedAt = _time.GetUtcNow();
        var answer = await TryAskAsync(token).ConfigureAwait(false);
        if (answer.IsUnavailable)
        {
            if (Interlocked.Exchange(ref _isFailing, 1) == 0)
            {
                LogUnavailable(_logger, _issuer.Issuer, answer.Detail);
            }

            return AccessTokenResult.Unavailable($"{_issuer.Issuer} gave no answer about the token: {answer.Detail}");
        }

        if (Interlocked.Exchange(ref _isFailing, 0) == 1)
        {
            LogAvailable(_logger, _issuer.Issuer);
        }

        var result = answer.Token is { } accepted ? AccessTokenResult.Success(accepted) : Rejected(answer.Detail);
        _known.Add(token, result, askedAt);
        return result;
    }

    private async Task<RemoteAnswer> TryAskAsync(string token)
    {
        using var deadline = new CancellationTokenSource(_options.Timeout, _time);
        try
        {
            return await _issuer.AskAsync(token, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return RemoteAnswer.Unavailable($"none within {_options.Timeout}");
        }
        catch (Exception exception)
        {
            // Only the class: a message can quote the answer, and so the token.
            return RemoteAnswer.Unavailable(exception.GetType().Name);
        }
    }

    private static AccessTokenResult Rejected(string detail) =>
        AccessTokenResult.Rejected(new Rejection { Description = "The access token is invalid.", Reason = RejectionReason.NotGenuine, Detail = detail });

    [LoggerMessage(2300, LogLevel.Warning, "The issuer {Issuer} gives no answer about tokens: {Reason}. Requests with tokens whose answer is not cached get 503.")]
    private static partial void LogUnavailable(ILogger logger, string issuer, string reason);

    [LoggerMessage(2301, LogLevel.Information, "The issuer {Issuer} answers again.")]
    private static partial void LogAvailable(ILogger logger, string issuer);
}
