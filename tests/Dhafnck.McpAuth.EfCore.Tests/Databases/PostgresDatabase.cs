using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Dhafnck.McpAuth.EfCore.Tests.Databases;

/// <summary>A database of a server, whose connections are closed when the test is done.</summary>
public sealed class PostgresDatabase(string connectionString) : TestDatabase
{
    public string ConnectionString => connectionString;

    public override void Configure(DbContextOptionsBuilder options) => options.UseNpgsql(connectionString);

    public override void Disconnect()
    {
        using var connection = new NpgsqlConnection(connectionString);
        NpgsqlConnection.ClearPool(connection);
    }

    public override ValueTask DisposeAsync()
    {
        Disconnect();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected override DbConnection Connect() => new NpgsqlConnection(connectionString);
}
