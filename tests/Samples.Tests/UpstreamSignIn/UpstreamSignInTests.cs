using System.Net;
using Dhafnck.McpAuth.TestKit.Connect;
using Dhafnck.McpAuth.TestKit.Hosting;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace Samples.Tests.UpstreamSignIn;

/// <summary>The sample whose users sign in at another provider: clients connect to it by URL, and get none of the provider's tokens.</summary>
public sealed class UpstreamSignInTests
{
    [Fact]
    public async Task A_client_connects_by_URL_and_acts_for_the_user_of_the_provider()
    {
        await using var provider = await UpstreamProvider.StartAsync();
        await using var sample = await StartAsync(provider);
        using var received = new ReceivedText();
        using var browser = new ConsentBrowser();

        await using var client = await ConnectAsync(sample, browser, received);
        var result = await client.CallToolAsync("whoami", cancellationToken: TestContext.Current.CancellationToken);

        result.Content.OfType<TextContentBlock>().Single().Text.Should().Be(UpstreamProvider.User);
    }

    [Fact]
    public async Task The_tokens_of_the_provider_never_reach_the_client_and_open_nothing()
    {
        await using var provider = await UpstreamProvider.StartAsync();
        await using var sample = await StartAsync(provider);
        using var received = new ReceivedText();
        using var browser = new ConsentBrowser();

        await using var client = await ConnectAsync(sample, browser, received);
        await client.CallToolAsync("whoami", cancellationToken: TestContext.Current.CancellationToken);

        provider.Issued.Should().HaveCountGreaterThanOrEqualTo(2, "the sample got an access token and an ID token");
        received.All.Should().Contain("access_token", "of this server");
        foreach (var token in provider.Issued)
        {
            received.All.Should().NotContain(token);
            browser.Page.Should().NotContain(token);
            sample.Output.Should().NotContain(token);
            using var response = await sample.Http.SendAsync(RawHttp.Post("/mcp", RawHttp.ToolsList, token), TestContext.Current.CancellationToken);
            response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        }
    }

    private static Task<SampleProcess> StartAsync(UpstreamProvider provider)
    {
        var address = $"http://127.0.0.1:{LoopbackPort.Find()}";
        return SampleProcess.StartAsync(
            "UpstreamSignIn",
            "Production",
            ("Urls", address),
            ("MCP_PUBLIC_URL", address),
            ("JWT_SECRET_KEY", McpTestServer.SecretKey),
            ("ConnectionStrings__Tokens", $"Data Source={Path.Combine(Path.GetTempPath(), $"upstream-{Guid.NewGuid():N}.db")}"),
            ("Upstream__Authority", provider.Address),
            ("Upstream__ClientId", UpstreamProvider.ClientId),
            ("Upstream__ClientSecret", UpstreamProvider.ClientSecret),
            ("Upstream__RequireHttpsMetadata", "false"));
    }

    private static Task<McpClient> ConnectAsync(SampleProcess sample, ConsentBrowser browser, ReceivedText received) => McpClient.CreateAsync(
        new HttpClientTransport(
            new()
            {
                Endpoint = new(sample.Http.BaseAddress!, "/mcp"),
                TransportMode = HttpTransportMode.StreamableHttp,
                OAuth = new()
                {
                    RedirectUri = new("http://127.0.0.1:1234/callback"),
                    DynamicClientRegistration = new() { ClientName = "A client" },
                    AuthorizationCallbackHandler = async (context, _) =>
                    {
                        await browser.FollowAsync(context.AuthorizationUri, () => sample.Output);
                        browser.Page.Should().Contain("Ursula Upstream");
                        var response = await browser.ApproveAsync(context.AuthorizationUri);
                        return new() { Code = response.Code, State = response.State, Iss = response.Issuer };
                    },
                },
            },
            new HttpClient(received) { Timeout = Eventually.Deadline }),
        new() { InitializationTimeout = Eventually.Deadline },
        cancellationToken: TestContext.Current.CancellationToken);
}
