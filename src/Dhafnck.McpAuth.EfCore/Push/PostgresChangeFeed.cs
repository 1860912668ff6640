using System.Data.Common;
using Dhafnck.McpAuth.EfCore.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Dhafnck.McpAuth.EfCore.Push;

/// <summary>
/// Pushes changes with PostgreSQL's <c>NOTIFY</c> and <c>LISTEN</c>. A message is the identifier of a token, or empty for several.
/// On other databases it does nothing.
/// </summary>
internal sealed class PostgresChangeFeed<TContext>(StoreScope<TContext> scope, IServiceScopeFactory scopes) : IPostgresChangeFeed
    where TContext : DbContext
{
    private const string Channel = "mcp_auth_changes";

    private const string Listen = "LISTEN " + Channel;

    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public Task PublishAsync(string? tokenId, CancellationToken cancellationToken = default) =>
        scope.ReadAsync(context => context.IsPostgres()
            ? context.Database.ExecuteSqlRawAsync($"SELECT pg_notify('{Channel}', {{0}})", [tokenId ?? ""], cancellationToken)
            : Task.FromResult(0));

    public async Task ListenAsync(Action<string?> changed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(changed);
        await StoreScope<TContext>.OutsideTransactionAsync(async () =>
        {
            await using var opened = scopes.CreateAsyncScope();
            var context = opened.ServiceProvider.GetRequiredService<TContext>();
            if (context.IsPostgres())
            {
                await context.Database.OpenConnectionAsync(cancellationToken);
                await ListenAsync((NpgsqlConnection)context.Database.GetDbConnection(), changed, cancellationToken);
            }
            else
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }

            return 0;
        });
    }

    private static async Task ListenAsync(NpgsqlConnection connection, Action<string?> changed, CancellationToken cancellationToken)
    {
        var received = 0;
        connection.Notification += OnNotification;
        try
        {
            await ExecuteAsync(connection, Listen, cancellationToken);

            // The first message is from this connection itself. A pooler in transaction mode does not deliver it.
            await ExecuteAsync(connection, $"SELECT pg_notify('{Channel}', '')", cancellationToken);
            if (received == 0 && !await connection.WaitAsync(Patience, cancellationToken))
            {
                throw new NotSupportedException("LISTEN receives nothing on this connection to PostgreSQL. It needs a session of its own, which a pooler in transaction mode does not give.");
            }

            while (true)
            {
                // A silent connection can be a broken one.
                await ExecuteAsync(connection, Listen, cancellationToken);
                while (await connection.WaitAsync(LongestSilence, cancellationToken))
                {
                }
            }
        }
        finally
        {
            connection.Notification -= OnNotification;
            await UnlistenAsync(connection);
        }

        void OnNotification(object sender, NpgsqlNotificationEventArgs message)
        {
            received++;
            changed(message.Payload.Length == 0 ? null : message.Payload);
        }
    }

    // The connection goes back to its pool.
    private static async Task UnlistenAsync(NpgsqlConnection connection)
    {
        try
        {
            await ExecuteAsync(connection, $"UNLISTEN {Channel}", CancellationToken.None);
        }
        catch (Exception exception) when (exception is DbException or InvalidOperationException or IOException)
        {
            // The connection is lost, and nobody listens on it.
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = (int)Patience.TotalSeconds };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
