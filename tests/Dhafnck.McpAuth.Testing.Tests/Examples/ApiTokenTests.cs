using System.Net;
using Dhafnck.McpAuth.Tokens;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Testing.Tests.Examples;

public sealed class ApiTokenTests : IDisposable
{
    private readonly WebApplicationFactory<Program> _server = new WebApplicationFactory<Program>().WithWebHostBuilder(host => host
        .UseSetting("MCP_AUTH_TYPE", "jwt")
        .UseSetting("JWT_SECRET_KEY", "a key of at least 32 bytes, for tests only"));

    [Fact]
    public async Task A_revoked_token_is_refused()
    {
        var tokens = _server.Services.GetRequiredService<ApiTokenService>();
        var creation = await tokens.CreateAsync("alice", new() { Name = "Test", Scopes = ["execute:mcp"] }, cancellationToken: TestContext.Current.CancellationToken);
        using var alice = _server.CreateClientWithToken(creation.Issued!.Value);

        await tokens.RevokeAllAsync("alice", TestContext.Current.CancellationToken);
        using var response = await alice.PostAsync("/mcp", null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    public void Dispose() => _server.Dispose();
}
