using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Samples.Tests.CustomProvider;

/// <summary>The sample's provider of API keys in a header of their own, from a file.</summary>
public sealed class ApiKeyProviderTests : IAsyncLifetime
{
    private const string Key = "a key of alice's";

    private readonly string _file = Path.GetTempFileName();
    private SampleProcess? _server;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_file, $"alice {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)))} execute:mcp read:rooms\n", TestContext.Current.CancellationToken);
        _server = await SampleProcess.StartAsync(
            "CustomProvider", "Development", ("MCP_AUTH_TYPE", "api-key"), ("API_KEY_FILE", _file), ("JWT_SECRET_KEY", "a key for tests, of more than thirty-two bytes"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        File.Delete(_file);
    }

    [Fact]
    public async Task A_key_of_the_file_is_accepted_with_its_scopes()
    {
        using var allowed = await CallAsync("list_rooms", Key);
        using var narrow = await CallAsync("book_room", Key);

        allowed.StatusCode.Should().Be(HttpStatusCode.OK);
        narrow.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        narrow.Headers.WwwAuthenticate.ToString().Should().Be("ApiKey realm=\"mcp\"");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("another key")]
    public async Task Without_a_key_of_the_file_a_request_gets_the_challenge_for_one(string? key)
    {
        using var response = await CallAsync("list_rooms", key);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        response.Headers.WwwAuthenticate.ToString().Should().Be("ApiKey realm=\"mcp\"");
    }

    [Fact]
    public async Task A_key_that_is_removed_from_the_file_ends_at_once_and_without_the_file_there_is_no_answer()
    {
        await File.WriteAllTextAsync(_file, "", TestContext.Current.CancellationToken);
        using var removed = await CallAsync("list_rooms", Key);
        File.Delete(_file);
        using var gone = await CallAsync("list_rooms", Key);

        removed.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        gone.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    private async Task<HttpResponseMessage> CallAsync(string tool, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp")
        {
            Content = new StringContent($$$"""{"jsonrpc":"2.0","method":"tools/call","params":{"name":"{{{tool}}}","arguments":{"room":"A1"}},"id":1}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        if (key is not null)
        {
            request.Headers.Add("X-API-Key", key);
        }

        return await _server!.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
