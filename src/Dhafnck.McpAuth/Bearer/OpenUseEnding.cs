using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>
/// Ends what tokens have open. What owes its client an answer is cancelled first and has half a second to say why; then it
/// is cut off with the rest. What owes none, such as a stream that only listens, is cut off at once.
/// </summary>
internal sealed partial class OpenUseEnding(TimeProvider time, ILogger<OpenUseWatch> logger)
{
    // The first for the work to end by itself, the second for the answer to go out.
    private static readonly TimeSpan Half = TimeSpan.FromMilliseconds(250);

    /// <summary>Ends uses of one token; those that still have time to answer, after this returns.</summary>
    public void End(IReadOnlyList<EndedUse> open, CancellationToken stoppingToken)
    {
        foreach (var ended in open)
        {
            ended.Use.Leave();
        }

        // A stream that listens may be the one that the answer to another request goes out on.
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
            LogEnded(ended.Endpoint, ended.Use.Token, ended.Reason);
        }

        return owesAnswer;
    }

    private void CutOff(IEnumerable<EndedUse> open)
    {
        foreach (var ended in open.Where(ended => ended.Use.TryEnd()))
        {
            LogEnded(ended.Endpoint, ended.Use.Token, ended.Reason);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Endpoint}: ended what {Token} had open: {Reason}")]
    private partial void LogEnded(string? endpoint, string token, string reason);
}
