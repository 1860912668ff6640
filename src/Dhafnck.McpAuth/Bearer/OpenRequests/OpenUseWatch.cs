using Dhafnck.McpAuth.Bearer.Gate;
using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.Providers.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Bearer.OpenRequests;

/// <summary>
/// Ends open requests and calls whose token is no longer valid. Every 250 ms it checks the uses that are due: after a
/// reported change of their token, when it expires, or when a record's cache lifetime has passed since the last check.
/// </summary>
internal sealed partial class OpenUseWatch(
    OpenUses open,
    OpenUseEnding ending,
    BearerAuthenticator authenticator,
    TokenFreshness freshness,
    RequiredScopes required,
    IServiceScopeFactory services,
    TimeProvider time,
    ILogger<OpenUseWatch> logger)
    : BackgroundService
{
    private const int AtOnce = 16;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Outage _outage = new(time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, time, stoppingToken);
                await LookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host is stopping and ends its requests itself.
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        var due = open.ListDue(freshness, time);
        if (due.Count == 0)
        {
            return;
        }

        using var patience = new CancellationTokenSource(freshness.StalenessBound, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stoppingToken);
        var rounds = due.GroupBy(use => use.Token, StringComparer.Ordinal).Select(uses => new TokenRound(uses));
        await Parallel.ForEachAsync(
            rounds.SelectMany(round => round.Uses, (round, use) => (Round: round, Use: use)),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken },
            async (one, _) => ending.End(one.Round.Add(await LookAtAsync(one.Use, either.Token)), stoppingToken));
    }

    /// <summary>Checks a use. Returns it when its token is no longer valid; otherwise <see langword="null"/>.</summary>
    private async Task<EndedUse?> LookAtAsync(OpenUse use, CancellationToken cancellationToken)
    {
        try
        {
            var askedAt = time.GetTimestamp();
            if (use.Copy() is not { } request)
            {
                return null;
            }

            var authentication = await AskAsync(request, cancellationToken);
            _outage.End();
            if ((authentication.Refusal ?? required.Judge(authentication)) is not { } refusal)
            {
                use.Confirm(authentication, askedAt);
                return null;
            }

            return refusal.Status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status499ClientClosedRequest
                ? Wait(use, request)
                : new(use, request.GetEndpoint()?.DisplayName, refusal.Description);
        }
        catch (Exception exception)
        {
            if (_outage.Begins())
            {
                LogFailed(exception, use.Token);
            }

            return Wait(use, use.Copy());
        }
    }

    private async Task<BearerAuthentication> AskAsync(HttpContext request, CancellationToken cancellationToken)
    {
        await using var own = new RequestServicesFeature(request, services);
        request.Features.Set<IServiceProvidersFeature>(own);
        request.RequestAborted = cancellationToken;
        return await authenticator.AuthenticateAgainAsync(request);
    }

    // A short outage of the store ends nothing, but a use whose token cannot be checked must not stay open forever.
    private EndedUse? Wait(OpenUse use, HttpContext? request) =>
        use.Wait(time) >= freshness.StalenessBound
            ? new(use, request?.GetEndpoint()?.DisplayName, RefusalText.UncheckedForTooLong)
            : null;

    [LoggerMessage(1240, LogLevel.Warning, "Could not check whether {Token} is still valid; the check is repeated shortly.")]
    private partial void LogFailed(Exception exception, string token);
}
