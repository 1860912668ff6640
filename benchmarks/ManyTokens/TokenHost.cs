using Dhafnck.McpAuth;
using Dhafnck.McpAuth.Tokens;
using ManyTokens.Databases;

namespace ManyTokens;

/// <summary>A host on a database, as a server process is one.</summary>
internal sealed class TokenHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    public TokenHost(TokenDatabase database)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["JWT_SECRET_KEY"] = "a key for a benchmark, of more than thirty-two bytes";
        builder.AddMcpAuth().AddEntityFrameworkStores(database.Configure);
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
    }

    public IServiceProvider Services => _app.Services;

    public ApiTokenService Tokens => _app.Services.GetRequiredService<ApiTokenService>();

    public ITokenStore Store => _app.Services.GetRequiredService<ITokenStore>();

    public IMcpAuthProvider Provider => _app.Services.GetRequiredService<IMcpAuthProvider>();

    public Task MigrateAsync() => _app.MigrateMcpAuthAsync();

    public Task StartAsync() => _app.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
