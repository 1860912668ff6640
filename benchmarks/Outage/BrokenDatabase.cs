using System.Data.Common;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Outage;

/// <summary>Makes a database unreachable: it refuses connections, or does not answer.</summary>
internal sealed class BrokenDatabase : DbConnectionInterceptor
{
    public bool Refuses { get; set; }

    public bool Hangs { get; set; }

    public override async ValueTask<InterceptionResult> ConnectionOpeningAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        if (Hangs)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        return Refuses ? throw new SocketException((int)SocketError.ConnectionRefused) : result;
    }
}
