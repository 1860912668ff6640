using CustomStore;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Data.Sqlite;

namespace Dhafnck.McpAuth.Testing.Tests.Examples;

public sealed class SqliteTokenStoreTests : TokenStoreContract
{
    private readonly string _file = Path.GetTempFileName();

    protected override Task<ITokenStore> CreateStoreAsync() =>
        Task.FromResult<ITokenStore>(new SqliteTokenStore(new TokenDatabase($"Data Source={_file}")));

    protected override ValueTask DisposeStoreAsync()
    {
        SqliteConnection.ClearPool(new($"Data Source={_file}"));
        File.Delete(_file);
        return ValueTask.CompletedTask;
    }
}
