using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Limits;
using Dhafnck.McpAuth.TestKit.Redis;
using Dhafnck.McpAuth.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.Redis.Tests;

/// <summary>The contract on the permits in Redis.</summary>
public sealed class RedisPermitStoreTests(RedisServer redis) : PermitStoreContract
{
    private IHost? _host;

    protected override async Task<IPermitStore> CreateStoreAsync()
    {
        var connection = await redis.ConnectionStringAsync();
        var builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = Environments.Production });
        builder.Configuration["JWT_SECRET_KEY"] = McpTestServer.SecretKey;
        builder.AddMcpAuth().AddRedis(connection, options => options.KeyPrefix = $"{Guid.NewGuid():N}:");
        _host = builder.Build();
        return _host.Services.GetRequiredService<IPermitStore>();
    }

    protected override async ValueTask DisposeStoreAsync()
    {
        if (_host is IAsyncDisposable host)
        {
            await host.DisposeAsync();
        }
    }
}
