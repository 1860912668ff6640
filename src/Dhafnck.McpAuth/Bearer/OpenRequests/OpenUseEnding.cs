using Dhafnck.McpAuth.Telemetry;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Bearer.OpenRequests;

/// <summary>
/// Ends the open uses of tokens. A use that owes its client an answer is cancelled first and has half a second to send the
/// reason; then it is aborted with the rest. A use that owes none, such as a stream that only listens, is aborted at once.
/// </summary>
internal sealed partial class OpenUseEnding(OpenUseMetrics metrics, TimeProvider time, ILogger<OpenUseWatch> logger)
{
    // Applied twice: first for the work to end by itself, then for the answer to be sent.
    private static readonly TimeSpan Half = TimeSpan.FromMilliseconds(250);

    /// <summary>Ends the open uses of one token. Those that may still answer end after this method returns.</summary>
    public void End(IReadOnlyList<EndedUse> open, CancellationToken stoppingToken)
    {
        foreach (var ended in open)
        {
            ended.Use.Leave();
        }

        // A listening stream may carry the answer to another request, so it stays open until the answers had time to be sent.
        List<EndedUse> answering = [.. open.Where(TryInterrupt)];
        if (answering.Count == 0)
        {
            CutOff(open);
        }
        else
        {
            _ = CutOffLaterAsync(open, answering, stoppingToken);
        }
    }

    private async Task CutOffLaterAsync(IReadOnlyList<EndedUse> open, List<EndedUse> answering, CancellationToken stoppingToken)
    {
        await Task.Delay(Half, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        answering.ForEach(ended => ended.Use.Abandon());
        await Task.Delay(Half, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        answering.ForEach(ended => ended.Use.TryEnd());
        CutOff(open.Except(answering));
    }

    private bool TryInterrupt(EndedUse ended)
    {
        var owesAnswer = ended.Use.TryInterrupt(ended.Reason);
        if (owesAnswer)
        {
            Report(ended);
        }

        return owesAnswer;
    }

    private void CutOff(IEnumerable<EndedUse> open)
    {
        foreach (var ended in open.Where(ended => ended.Use.TryEnd()))
        {
            Report(ended);
        }
    }

    private void Report(EndedUse ended)
    {
        metrics.Ended();
        LogEnded(ended.Endpoint, ended.Use.Token, ended.Reason);
    }

    [LoggerMessage(1241, LogLevel.Information, "{Endpoint}: ended an open request or call of {Token}: {Reason}")]
    private partial void LogEnded(string? endpoint, string token, string reason);
}
