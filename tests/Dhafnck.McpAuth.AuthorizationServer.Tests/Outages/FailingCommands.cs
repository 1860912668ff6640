using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Outages;

/// <summary>Lets some commands to a database fail, as those of a database that is away do.</summary>
public sealed class FailingCommands : DbCommandInterceptor
{
    /// <summary>The SQL that fails.</summary>
    public Func<string, bool> Fails { get; set; } = _ => false;

    /// <summary>What the SQL contains that fails: the empty text for all of it, <see langword="null"/> for none.</summary>
    public string? Text
    {
        set => Fails = sql => value is not null && sql.Contains(value, StringComparison.Ordinal);
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
        new(Pass(command, result));

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        new(Pass(command, result));

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result) => Pass(command, result);

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result) => Pass(command, result);

    private T Pass<T>(DbCommand command, T result) =>
        Fails(command.CommandText) ? throw new TimeoutException("The database is away.") : result;
}
