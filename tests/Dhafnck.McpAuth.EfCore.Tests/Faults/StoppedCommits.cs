using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Dhafnck.McpAuth.EfCore.Tests.Faults;

/// <summary>Stops a process just before its next transaction is committed, as SIGSTOP would, until the test lets it run on.</summary>
public sealed class StoppedCommits : DbTransactionInterceptor
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _continued = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsArmed { get; set; }

    /// <summary>Ends when the process has stopped.</summary>
    public Task Reached => _reached.Task;

    public void Continue() => _continued.TrySetResult();

    public override async ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        if (IsArmed)
        {
            IsArmed = false;
            _reached.SetResult();
            await _continued.Task;
        }

        return result;
    }
}
