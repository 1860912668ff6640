using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.EfCore.Stores;

/// <summary>
/// Keeps a connection to PostgreSQL open for the poll. Requests that use up the connection pool then cannot keep this process from
/// seeing changes, and the poll does not wait in line behind them.
/// </summary>
internal sealed class PollConnection<TContext>(StoreScope<TContext> scope, IServiceScopeFactory scopes) : IDisposable, IAsyncDisposable
    where TContext : DbContext
{
    // A smaller pool is for requests alone.
    private const int SmallestPool = 3;
    private static readonly string[] PoolSizeKeywords = ["Maximum Pool Size", "MaxPoolSize", "Max Pool Size"];

    private AsyncServiceScope? _kept;
    private int _isTaken;
    private bool _isDisposed;

    /// <summary>Reads with the kept connection; with another one, while that is in use or where none is kept.</summary>
    public async Task<T> ReadAsync<T>(Func<TContext, Task<T>> read, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isTaken, 1) == 1)
        {
            return await scope.ReadAsync(read);
        }

        try
        {
            return await ReadKeptAsync(read, cancellationToken);
        }
        finally
        {
            Volatile.Write(ref _isTaken, 0);
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        _kept?.Dispose();
        _kept = null;
    }

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        await CloseAsync();
    }

    private async Task<T> ReadKeptAsync<T>(Func<TContext, Task<T>> read, CancellationToken cancellationToken)
    {
        if (_kept is { } kept)
        {
            try
            {
                return await StoreScope<TContext>.OutsideTransactionAsync(() => read(ContextOf(kept)));
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                // The server may have closed the connection while it was idle. Only a new one shows whether the database is unavailable.
                await CloseAsync();
            }
            catch
            {
                await CloseAsync();
                throw;
            }
        }

        return await StoreScope<TContext>.OutsideTransactionAsync(() => OpenAsync(read, cancellationToken));
    }

    private async Task<T> OpenAsync<T>(Func<TContext, Task<T>> read, CancellationToken cancellationToken)
    {
        var opened = scopes.CreateAsyncScope();
        try
        {
            var context = ContextOf(opened);
            var keeps = context.IsPostgres() && PoolSizeOf(context.Database.GetDbConnection()) >= SmallestPool;
            if (keeps)
            {
                await context.Database.OpenConnectionAsync(cancellationToken);
            }

            var result = await read(context);
            if (keeps && !_isDisposed)
            {
                _kept = opened;
                return result;
            }

            await opened.DisposeAsync();
            return result;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    private async ValueTask CloseAsync()
    {
        if (_kept is { } kept)
        {
            _kept = null;
            await kept.DisposeAsync();
        }
    }

    private static TContext ContextOf(AsyncServiceScope opened) => opened.ServiceProvider.GetRequiredService<TContext>();

    private static int PoolSizeOf(DbConnection connection)
    {
        var settings = new DbConnectionStringBuilder { ConnectionString = connection.ConnectionString };
        var keyword = PoolSizeKeywords.FirstOrDefault(settings.ContainsKey);
        return keyword is null ? int.MaxValue : Convert.ToInt32(settings[keyword], CultureInfo.InvariantCulture);
    }
}
