using System.Net;
using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;

namespace Dhafnck.McpAuth.Tests.Bearer.Matrix;

/// <summary>Every status that authentication gives, for every sort of operation and every protocol version, on one server.</summary>
public abstract class StatusMatrix(MatrixServer server)
{
    public static readonly HttpStatusCode[] Statuses =
        [HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.TooManyRequests, HttpStatusCode.ServiceUnavailable];

    public static readonly string[] Versions = ["2025-06-18", "2025-11-25", MatrixMessage.WithoutHandshake];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_request_without_an_SDK_gets_its_status(HttpStatusCode status, string version, MatrixOperation operation)
    {
        var session = HasSession(version) ? await InitializeAsync(version) : null;
        var token = await server.TokenAsync(status, operation);
        try
        {
            using var response = await server.Server.Http.SendAsync(MatrixMessage.Of(operation, version, session, token));

            response.StatusCode.Should().Be(status);
            await AssertAsync(response, operation);
        }
        finally
        {
            server.Recover();
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_official_client_gets_its_status(HttpStatusCode status, string version, MatrixOperation operation)
    {
        await using var client = await MatrixClient.ConnectAsync(server, version, isLegacy: false);
        client.Version.Should().Be(version);
        await AssertAsync(client, status, operation);
    }

    public static TheoryData<HttpStatusCode, string, MatrixOperation> Cases() =>
        [.. Statuses.SelectMany(status => Versions.SelectMany(version => Enum.GetValues<MatrixOperation>().Select(operation => (status, version, operation))))];

    protected abstract bool HasSession(string version);

    private protected async Task AssertAsync(MatrixClient client, HttpStatusCode status, MatrixOperation operation)
    {
        var token = await server.TokenAsync(status, operation);
        try
        {
            var run = () => client.RunAsync(operation, token);
            if (status == HttpStatusCode.OK)
            {
                await run.Should().NotThrowAsync();
            }
            else
            {
                (await run.Should().ThrowAsync<HttpRequestException>()).Which.StatusCode.Should().Be(status);
            }
        }
        finally
        {
            server.Recover();
        }
    }

    private protected static async Task AssertAsync(HttpResponseMessage response, MatrixOperation operation)
    {
        var body = await response.Content.ReadAsStringAsync();
        if (response.IsSuccessStatusCode)
        {
            body.Should().Contain("\"result\"");
            return;
        }

        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        JsonDocument.Parse(body).RootElement.GetProperty("status").GetInt32().Should().Be((int)response.StatusCode);
        switch (response.StatusCode)
        {
            case HttpStatusCode.Unauthorized:
                response.Challenge().Should().StartWith("Bearer ").And.Contain("error=\"invalid_token\"");
                break;
            case HttpStatusCode.Forbidden:
                response.Challenge().Should().Contain("error=\"insufficient_scope\"").And.EndWith(operation switch
                {
                    MatrixOperation.Tool => "scope=\"read:tasks execute:mcp write:tasks\"",
                    MatrixOperation.Prompt => "scope=\"read:tasks read:agents\"",
                    MatrixOperation.Resource => "scope=\"read:tasks read:context\"",
                    _ => "scope=\"read:tasks\"",
                });
                break;
            default:
                response.Headers.RetryAfter!.Delta.Should().BePositive();
                break;
        }
    }

    private async Task<string> InitializeAsync(string version)
    {
        using var response = await server.Server.Http.SendAsync(MatrixMessage.Initialize(version, server.Good));
        response.EnsureSuccessStatusCode();
        return response.Headers.GetValues("Mcp-Session-Id").Single();
    }
}
