using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.Scopes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// Ends what a token has open when the token is no longer good. Each quarter of a second it looks what is due: where
/// something was heard of tokens, a token's end has come, or nobody has been asked for as long as a record is remembered.
/// </summary>
internal sealed partial class OpenUseWatch(
    OpenUses open,
    OpenUseEnding ending,
    BearerAuthenticator authenticator,
    TokenFreshness freshness,
    ScopeOptions scopes,
    IServiceScopeFactory services,
    TimeProvider time,
    ILogger<OpenUseWatch> logger)
    : BackgroundService
{
    private const int AtOnce = 16;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly string[] _required = [.. scopes.Required];

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
            // The host stops, and ends its requests itself.
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        var due = open.ListDue(freshness.Epoch, time, freshness.Lifetime);
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

    /// <summary>The use, if its token is no longer good.</summary>
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
            if (WhyNot(authentication) is not { } refusal)
            {
                use.Confirm(authentication, askedAt);
                return null;
            }

            return refusal.Status == StatusCodes.Status503ServiceUnavailable
                ? Wait(use, request)
                : new(use, request.GetEndpoint()?.DisplayName, refusal.Description);
        }
        catch (Exception exception)
        {
            LogFailed(exception, use.Token);
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

    private BearerRefusal? WhyNot(BearerAuthentication authentication) =>
        authentication.Refusal ?? (authentication.Claims!.HasAll(_required) ? null : BearerRefusal.InsufficientScope(_required));

    // A store that is away for a moment ends nothing; but what nobody vouches for does not go on for ever.
    private EndedUse? Wait(OpenUse use, HttpContext? request) =>
        use.Wait(time) >= freshness.StalenessBound
            ? new(use, request?.GetEndpoint()?.DisplayName, "The token could not be checked for too long.")
            : null;

    [LoggerMessage(2, LogLevel.Warning, "Whether {Token} is still good could not be found out; it is asked again shortly.")]
    private partial void LogFailed(Exception exception, string token);
}
