using System.Diagnostics;
using System.Net;
using Dhafnck.McpAuth.TestKit.Connect;
using Dhafnck.McpAuth.TestKit.Hosting;
using ModelContextProtocol.Authentication;

namespace Samples.Tests.TokenServer;

/// <summary>A connection that its user ends at one of three processes is over at all of them.</summary>
public sealed class ConnectionEndTests(ThreeTokenServers three) : IClassFixture<ThreeTokenServers>
{
    private const string ToolsList = """{"jsonrpc":"2.0","method":"tools/list","id":1}""";
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Its_tokens_are_refused_everywhere_within_a_second_and_the_client_asks_its_user_again()
    {
        var servers = await three.StartAsync();
        using var browser = new ConsentBrowser();
        await browser.SignInAsync(servers[0].Address);
        var tokens = new KeptTokens();
        var asked = 0;
        await using var client = await ClientByUrl.ConnectAsync(servers[0], Ask, tokens: tokens);
        await client.CallToolAsync("whoami", cancellationToken: TestContext.Current.CancellationToken);
        var ended = tokens.Current!;
        foreach (var server in servers)
        {
            (await UseAsync(server, ended.AccessToken)).Should().Be(HttpStatusCode.OK);
        }

        await browser.EndConnectionsAsync(servers[0].Address);
        var since = Stopwatch.GetTimestamp();
        await Eventually.IsSoAsync(() => Stopwatch.GetElapsedTime(since) >= Bound);

        foreach (var server in servers)
        {
            (await UseAsync(server, ended.AccessToken)).Should().Be(HttpStatusCode.Unauthorized);
            (await RefreshAsync(server, ended)).Should().Contain("invalid_grant");
        }

        asked.Should().Be(1);
        await client.CallToolAsync("whoami", cancellationToken: TestContext.Current.CancellationToken);
        asked.Should().Be(2);
        (await UseAsync(servers[2], tokens.Current!.AccessToken)).Should().Be(HttpStatusCode.OK);

        Task<AuthorizationResponse> Ask(Uri url)
        {
            asked++;
            return browser.ApproveAsync(url);
        }
    }

    private static async Task<HttpStatusCode> UseAsync(TokenServerProcess server, string accessToken)
    {
        using var response = await server.PostMcpAsync("/mcp", ToolsList, accessToken);
        return response.StatusCode;
    }

    private static async Task<string> RefreshAsync(TokenServerProcess server, TokenContainer tokens)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = tokens.RefreshToken!,
            ["client_id"] = tokens.ClientId!,
        });
        using var response = await server.Http.PostAsync("/oauth/token", form, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The client's tokens, to try them elsewhere.</summary>
    private sealed class KeptTokens : ITokenCache
    {
        public TokenContainer? Current { get; private set; }

        public ValueTask<TokenContainer?> GetTokensAsync(CancellationToken cancellationToken) => new(Current);

        public ValueTask StoreTokensAsync(TokenContainer tokens, CancellationToken cancellationToken)
        {
            Current = tokens;
            return default;
        }
    }
}
