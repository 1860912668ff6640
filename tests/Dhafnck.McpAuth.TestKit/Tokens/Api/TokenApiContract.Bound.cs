using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Proofs;
using static Dhafnck.McpAuth.TestKit.Tokens.Api.TokenApiRequests;

namespace Dhafnck.McpAuth.TestKit.Tokens.Api;

public abstract partial class TokenApiContract
{
    [Fact]
    public async Task A_token_that_is_bound_to_a_key_says_so_and_needs_proofs_of_it()
    {
        using var key = ProofKey.Create();
        await using var server = await Setup.StartAsync();

        using var created = await CreateAsync(server, $",\"dpop_jkt\":\"{key.Thumbprint}\"");
        var token = await ReadAsync(created);
        var value = token.GetProperty("token").GetString()!;
        using var read = await server.SendAsUserAsync(HttpMethod.Get, $"{TokensPath}/{token.GetProperty("id").GetString()}");
        using var bearer = await ValidateAsync(server, value);
        using var proven = await ValidateProvenAsync(server, key, value);

        created.StatusCode.Should().Be(HttpStatusCode.Created);
        token.GetProperty("dpop_jkt").GetString().Should().Be(key.Thumbprint);
        (await ReadAsync(read)).GetProperty("dpop_jkt").GetString().Should().Be(key.Thumbprint);
        ClaimsOf(value).GetProperty("cnf").GetProperty("jkt").GetString().Should().Be(key.Thumbprint);
        bearer.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        proven.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_without_a_key_is_a_bearer_token()
    {
        await using var server = await Setup.StartAsync();

        using var created = await CreateAsync(server, ",\"dpop_jkt\":null");
        var token = await ReadAsync(created);

        token.GetProperty("dpop_jkt").ValueKind.Should().Be(JsonValueKind.Null);
        ClaimsOf(token.GetProperty("token").GetString()!).TryGetProperty("cnf", out _).Should().BeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4J")]
    [InlineData("0ZcOCORZNYy+DWpqq30jZyJGHTN0d2HglBV3uiguA4I")]
    [InlineData("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I=")]
    public async Task What_is_no_thumbprint_is_refused(string thumbprint)
    {
        await using var server = await Setup.StartAsync();

        using var response = await CreateAsync(server, $",\"dpop_jkt\":\"{thumbprint}\"");

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await ReadAsync(response)).GetProperty("errors").GetProperty("dpop_jkt")[0].GetString().Should().Contain("RFC 7638");
    }

    [Fact]
    public async Task The_key_of_a_token_stays_when_the_token_changes_or_is_rotated_by_its_owner_or_itself()
    {
        using var key = ProofKey.Create();
        await using var server = await Setup.StartAsync();
        using var created = await server.SendAsUserAsync(HttpMethod.Post, TokensPath, $$"""{"name":"cron","scopes":["execute:mcp","tokens:rotate"],"dpop_jkt":"{{key.Thumbprint}}"}""");
        var id = (await ReadAsync(created)).GetProperty("id").GetString()!;

        using var changed = await PatchAsync(server, id, """{"name":"renamed"}""");
        using var unbound = await PatchAsync(server, id, """{"dpop_jkt":null}""");
        using var rotated = await RotateAsync(server, id);
        var second = (await ReadAsync(rotated)).GetProperty("token").GetString()!;
        using var unproven = await RotateItselfAsync(server, second);
        using var itself = new HttpRequestMessage(HttpMethod.Post, TokensPath + "/rotate");
        itself.WithProofs(second, key.Prove("POST", server.UrlOf(TokensPath + "/rotate"), second, _time.GetUtcNow()));
        using var rotatedItself = await server.Http.SendAsync(itself);
        var third = (await ReadAsync(rotatedItself)).GetProperty("token").GetString()!;
        using var proven = await ValidateProvenAsync(server, key, third);

        (await ReadAsync(changed)).GetProperty("dpop_jkt").GetString().Should().Be(key.Thumbprint);
        unbound.StatusCode.Should().Be(HttpStatusCode.BadRequest, "nobody unbinds a token");
        unproven.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        rotatedItself.StatusCode.Should().Be(HttpStatusCode.Created);
        ClaimsOf(third).GetProperty("cnf").GetProperty("jkt").GetString().Should().Be(key.Thumbprint);
        proven.StatusCode.Should().Be(HttpStatusCode.OK);
        (await server.Store.FindAsync(id))!.KeyThumbprint.Should().Be(key.Thumbprint);
    }

    [Fact]
    public async Task A_record_that_lost_its_key_makes_no_bearer_token_of_a_bound_one_and_one_that_has_a_key_needs_it()
    {
        using var key = ProofKey.Create();
        await using var server = await Setup.StartAsync();
        var (bound, bearer) = (await server.IssueBoundAsync(key), await server.IssueAsync());
        await RemoveRecordsAsync(server.Store);
        await server.Store.AddAsync(bound.Token with { KeyThumbprint = null });
        await server.Store.AddAsync(bearer.Token with { KeyThumbprint = key.Thumbprint });

        using var lost = await ValidateAsync(server, bound.Value);
        using var proven = await ValidateProvenAsync(server, key, bound.Value);
        using var added = await ValidateAsync(server, bearer.Value);
        using var addedAndProven = await ValidateProvenAsync(server, key, bearer.Value);

        lost.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        proven.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        added.StatusCode.Should().Be(HttpStatusCode.Unauthorized, "the record decides");
        addedAndProven.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static JsonElement ClaimsOf(string token) =>
        JsonDocument.Parse(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.Split('.')[1]))).RootElement;

    private async Task<HttpResponseMessage> ValidateProvenAsync(McpTestServer server, ProofKey key, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, TokensPath + "/validate");
        request.WithProofs(token, key.Prove("POST", server.UrlOf(TokensPath + "/validate"), token, _time.GetUtcNow()));
        return await server.Http.SendAsync(request);
    }
}
