using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.EfCore;
using Dhafnck.McpAuth.TestKit.Samples;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Page.Tests.Admin;

/// <summary>A token server with one operator, on which a scope needs approval, and a token lives for 20 days at most.</summary>
public sealed class OperatorServer : IAsyncLifetime
{
    /// <summary>The identifier of the operator.</summary>
    public const string Operator = "00000000-0000-4000-8000-000000000001";

    private const string Email = "operator@example.com";
    private TokenServerProcess? _server;

    public TokenServerProcess Server => _server!;

    /// <summary>Its address, without a slash at its end.</summary>
    public string Address => Server.Address.ToString().TrimEnd('/');

    public async ValueTask InitializeAsync()
    {
        _server = await TokenServerProcess.StartAsync(("Operators", Operator), ("McpAuth__Tokens__ApprovalScopes", "write:agents"), ("McpAuth__Tokens__MaximumDays", "20"));
        await Server.SignInAsync(Email);

        // A user gets an identifier by registering, and who is an operator is a setting.
        await using var provider = TokenDatabase.Open(Path.Combine(Server.Data.FullName, "tokenserver.db"));
        await using var scope = provider.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<McpAuthDbContext>().Database.ExecuteSqlAsync($"UPDATE AspNetUsers SET Id = {Operator} WHERE Email = {Email}");
    }

    /// <summary>Signs a window in as the operator.</summary>
    public async Task SignInAsync(IPage page)
    {
        var response = await page.APIRequest.PostAsync($"{Address}/api/auth/login?useCookies=true", new() { DataObject = new { email = Email, password = Steps.Password } });
        response.Status.Should().Be(200, await response.TextAsync());
    }

    /// <summary>Makes a token of a new user, and gives the answer.</summary>
    public async Task<JsonObject> IssueAsync(string name, params string[] scopes)
    {
        var user = await Server.SignInAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/tokens/") { Content = JsonContent.Create(new { name, scopes }) };
        using var response = await Server.SendAsync(request, user);
        response.EnsureSuccessStatusCode();
        var token = (await response.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken))!;
        token["user"] = user;
        return token;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
