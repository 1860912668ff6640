using System.Net;
using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;
using static Dhafnck.McpAuth.TestKit.Tokens.Api.TokenApiRequests;

namespace Dhafnck.McpAuth.Tests.Tokens.Api;

/// <summary>What a request says wrongly is a problem that names it, and nothing is done.</summary>
public sealed class TokenInputTests(SharedServers servers) : TokenApiTests, IClassFixture<SharedServers>
{
    [Theory]
    [InlineData("""{"scopes":["read:tasks"]}""", "name", "1 to 100")]
    [InlineData("""{"name":"","scopes":["read:tasks"]}""", "name", "1 to 100")]
    [InlineData("""{"name":" \u3000 ","scopes":["read:tasks"]}""", "name", "1 to 100")]
    [InlineData("""{"name":null,"scopes":["read:tasks"]}""", "name", "1 to 100")]
    [InlineData("""{"name":5,"scopes":["read:tasks"]}""", "name", "a string")]
    [InlineData("""{"name":"a\u0000b","scopes":["read:tasks"]}""", "name", "U+0000")]
    [InlineData("""{"name":"a\nb","scopes":["read:tasks"]}""", "name", "U+000A")]
    [InlineData("""{"name":"a\u202eb","scopes":["read:tasks"]}""", "name", "U+202E")]
    [InlineData("""{"name":"a\u2066b","scopes":["read:tasks"]}""", "name", "U+2066")]
    [InlineData("""{"name":"ad\u00admin","scopes":["read:tasks"]}""", "name", "U+00AD")]
    [InlineData("""{"name":"a\u200bb","scopes":["read:tasks"]}""", "name", "U+200B")]
    [InlineData("""{"name":"\u3164","scopes":["read:tasks"]}""", "name", "1 to 100")]
    [InlineData("""{"name":"a\u2028b","scopes":["read:tasks"]}""", "name", "U+2028")]
    [InlineData("""{"name":"t"}""", "scopes", "at least one")]
    [InlineData("""{"name":"t","scopes":[]}""", "scopes", "at least one")]
    [InlineData("""{"name":"t","scopes":null}""", "scopes", "at least one")]
    [InlineData("""{"name":"t","scopes":[null]}""", "scopes", "is unknown")]
    [InlineData("""{"name":"t","scopes":"read:tasks"}""", "scopes", "an array of strings")]
    [InlineData("""{"name":"t","scopes":["read:tasks","delete:tasks"]}""", "scopes", "'delete:tasks' is unknown")]
    [InlineData("""{"name":"t","scopes":["READ:TASKS"]}""", "scopes", "'READ:TASKS' is unknown")]
    [InlineData("""{"name":"t","scopes":["read:tasks mcp:admin"]}""", "scopes", "is unknown")]
    [InlineData("""{"name":"t","scopes":["mcp:admin"]}""", "scopes", "administrator")]
    [InlineData("""{"name":"t","scopes":["mcp:access"]}""", "scopes", "imply it")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"expires_in_days":0}""", "expires_in_days", "1 to 365")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"expires_in_days":366}""", "expires_in_days", "1 to 365")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"expires_in_days":-1}""", "expires_in_days", "1 to 365")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"expires_in_days":1.5}""", "expires_in_days", "whole number")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"expires_in_days":"30"}""", "expires_in_days", "whole number")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"expires_in_days":99999999999999999999}""", "expires_in_days", "whole number")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"rate_limit":0}""", "rate_limit", "1 to 1000000")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"rate_limit":1000001}""", "rate_limit", "1 to 1000000")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"audience":"elsewhere"}""", "audience", "mcp-server, second")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"audience":""}""", "audience", "mcp-server, second")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"metadata":{"a":1}}""", "metadata.a", "strings")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"metadata":{"a":null}}""", "metadata", "must be a string")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"metadata":{"":"x"}}""", "metadata", "key")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"metadata":{"a":"\u0000"}}""", "metadata", "U+0000")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"metadata":[]}""", "metadata", "an object")]
    [InlineData("""{"name":"t","scopes":["read:tasks"],"expire_in_days":3}""", "expire_in_days", "Unknown field")]
    [InlineData("""{"name":"t","name":"u","scopes":["read:tasks"]}""", "name", "repeated")]
    [InlineData("""{"name":"t",""", "$", "well-formed")]
    [InlineData("nonsense", "$", "well-formed")]
    [InlineData("", "$", "well-formed")]
    [InlineData("null", "$", "a JSON object")]
    [InlineData("[]", "$", "a JSON object")]
    public async Task A_creation_with_bad_input_is_a_problem_that_names_the_field(string body, string field, string hint)
    {
        var server = await servers.GetAsync("without tokens", () => Setup);

        using var response = await server.SendAsUserAsync(HttpMethod.Post, TokensPath, body);
        var problem = await ReadAsync(response);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        problem.GetProperty("status").GetInt32().Should().Be(400);
        problem.GetProperty("errors").GetProperty(field)[0].GetString().Should().Contain(hint);
        (await CountAsync(server)).Should().Be(0);
    }

    [Fact]
    public async Task All_wrong_fields_are_named_together()
    {
        await using var server = await Setup.StartAsync();

        using var response = await server.SendAsUserAsync(HttpMethod.Post, TokensPath, """{"scopes":["x","mcp:admin"],"expires_in_days":0,"rate_limit":0}""");
        var problem = await ReadAsync(response);

        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Should().Equal("name", "scopes", "expires_in_days", "rate_limit");
        problem.GetProperty("errors").GetProperty("scopes").GetArrayLength().Should().Be(2);
    }

    [Theory]
    [InlineData("POST", "name, scopes, expires_in_days, rate_limit, audience, allowed_addresses, rotatable_for_days, dpop_jkt, metadata")]
    [InlineData("PATCH", "name, scopes, rate_limit, allowed_addresses, metadata")]
    public async Task The_answer_to_an_unknown_field_names_the_known_ones_and_each_of_them_is_read(string method, string fields)
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        var path = method == "POST" ? TokensPath : $"{TokensPath}/{issued.Token.Id}";

        (await ErrorAsync("owner")).Should().Be($"Unknown field. The known fields are: {fields}.");
        foreach (var field in fields.Split(", "))
        {
            (await ErrorAsync(field)).Should().StartWith("Must be a").And.NotContain("JSON object");
        }

        async Task<string?> ErrorAsync(string field)
        {
            using var response = await server.SendAsUserAsync(new(method), path, $$"""{"{{field}}":true}""");
            return (await ReadAsync(response)).GetProperty("errors").GetProperty(field)[0].GetString();
        }
    }

    [Theory]
    [InlineData(100, HttpStatusCode.Created)]
    [InlineData(101, HttpStatusCode.BadRequest)]
    public async Task A_name_has_at_most_100_characters_as_a_person_counts_them(int characters, HttpStatusCode expected)
    {
        await using var server = await Setup.StartAsync();
        var name = string.Concat(Enumerable.Repeat("👩‍🚀", characters));

        using var response = await server.SendAsUserAsync(HttpMethod.Post, TokensPath, JsonSerializer.Serialize(new { name, scopes = new[] { "read:tasks" } }));

        response.StatusCode.Should().Be(expected);
    }

    [Fact]
    public async Task A_single_character_piled_high_with_accents_is_not_a_short_name()
    {
        await using var server = await Setup.StartAsync();

        using var response = await server.SendAsUserAsync(HttpMethod.Post, TokensPath, JsonSerializer.Serialize(new { name = "a" + new string('\u0301', 9000), scopes = new[] { "read:tasks" } }));

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData(65)]
    [InlineData(8_000)]
    public async Task A_body_of_more_than_64_KB_is_refused(int kilobytes)
    {
        await using var server = await Setup.StartAsync();

        using var response = await server.SendAsUserAsync(HttpMethod.Post, TokensPath, $$"""{"name":"{{new string('x', kilobytes * 1024)}}"}""");

        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        (await response.Content.ReadAsStringAsync()).Should().Contain("at most 64 KB");
    }

    [Fact]
    public async Task A_body_of_more_than_the_server_takes_is_refused_in_the_same_words()
    {
        await using var server = await Setup.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, TokensPath) { Content = new ByteArrayContent(new byte[40_000_000]) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Add("X-User", "alice");
        request.Headers.ExpectContinue = true;

        // One that does not wait for the answer, however late it comes, may find the connection closed while it still sends.
        using var http = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(60) }) { BaseAddress = server.Http.BaseAddress };
        using var response = await http.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await response.Content.ReadAsStringAsync()).Should().Contain("at most 64 KB");
    }

    [Fact]
    public async Task Deep_nesting_is_a_bad_request()
    {
        await using var server = await Setup.StartAsync();
        var body = "{\"metadata\":" + new string('[', 10_000) + new string(']', 10_000) + "}";

        using var response = await server.SendAsUserAsync(HttpMethod.Post, TokensPath, body);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Another_content_type_is_refused_with_a_problem()
    {
        await using var server = await Setup.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, TokensPath) { Content = new StringContent("name=t") };
        request.Headers.Add("X-User", "alice");

        using var response = await server.Http.SendAsync(request);

        response.StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
        (await response.Content.ReadAsStringAsync()).Should().Contain("Content-Type: application/json");
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=101", "limit")]
    [InlineData("?limit=ten", "limit")]
    [InlineData("?skip=-1", "skip")]
    [InlineData("?skip=1&skip=2", "skip")]
    public async Task A_wrong_part_of_the_list_is_a_problem_that_names_the_parameter(string query, string parameter)
    {
        var server = await servers.GetAsync("without tokens", () => Setup);

        using var response = await server.SendAsUserAsync(HttpMethod.Get, TokensPath + query);
        var problem = await ReadAsync(response);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        problem.GetProperty("errors").TryGetProperty(parameter, out _).Should().BeTrue();
    }

    [Theory]
    [InlineData("?state=dead", "state")]
    [InlineData("?sort=size", "sort")]
    [InlineData("?sort=", "sort")]
    [InlineData("?name=a%00b", "name")]
    [InlineData("?expires_before=tomorrow", "expires_before")]
    [InlineData("?expires_before=1/2", "expires_before")]
    [InlineData("?expires_before=12:00", "expires_before")]
    [InlineData("?expires_before=2027-01-31", "expires_before")]
    [InlineData("?expires_before=2027-01-31%2012:00:00Z", "expires_before")]
    [InlineData("?expires_before=2027-01-31T12:00:00+02:00", "expires_before")]
    [InlineData("?expires_before=", "expires_before")]
    [InlineData("?expires_before=2027-01-31T12:00:00Z&expires_before=2027-01-31T12:00:00Z", "expires_before")]
    public async Task A_wrong_filter_is_a_problem_that_names_it(string query, string parameter)
    {
        var server = await servers.GetAsync("without tokens", () => Setup);

        using var response = await server.SendAsUserAsync(HttpMethod.Get, TokensPath + query);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await ReadAsync(response)).GetProperty("errors").TryGetProperty(parameter, out _).Should().BeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    public async Task An_idempotency_key_that_is_none_is_a_problem(string key)
    {
        await using var server = await Setup.StartAsync();

        using var response = await SendWithKeyAsync(server, TokensPath, """{"name":"t","scopes":["read:tasks"]}""", key);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).Should().Contain("Idempotency-Key");
    }

    [Theory]
    [InlineData("""{"grace_period":-1}""", "grace_period")]
    [InlineData("""{"grace_period":604801}""", "grace_period")]
    [InlineData("""{"grace_period":"1"}""", "grace_period")]
    [InlineData("""{"grace_period":1.5}""", "grace_period")]
    [InlineData("""{"grace":1}""", "grace")]
    public async Task A_wrong_grace_period_is_a_problem_and_rotates_nothing(string body, string field)
    {
        var server = await servers.GetAsync("with tokens", () => Setup);
        var issued = await server.IssueAsync();

        using var response = await RotateAsync(server, issued.Token.Id, body);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await ReadAsync(response)).GetProperty("errors").TryGetProperty(field, out _).Should().BeTrue();
        using var used = await server.ListToolsAsync(issued.Value);
        used.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"scopes":[]}""", "scopes")]
    [InlineData("""{"scopes":null}""", "scopes")]
    [InlineData("""{"scopes":["mcp:admin"]}""", "scopes")]
    [InlineData("""{"rate_limit":0}""", "rate_limit")]
    [InlineData("""{"rate_limit":"5"}""", "rate_limit")]
    [InlineData("""{"allowed_addresses":["10.0.0.0/33"]}""", "allowed_addresses")]
    [InlineData("""{"allowed_addresses":["10.0.0.1/8"]}""", "allowed_addresses")]
    [InlineData("""{"metadata":"x"}""", "metadata")]
    [InlineData("""{"metadata":{"a":1}}""", "metadata.a")]
    [InlineData("""{"scopes":[null]}""", "scopes")]
    [InlineData("""{"rate_limit":1.5}""", "rate_limit")]
    [InlineData("""{"allowed_addresses":"10.0.0.1"}""", "allowed_addresses")]
    [InlineData("""{"name":"a","name":"b"}""", "name")]
    [InlineData("""{"metadata":{"a":"1","a":"2"}}""", "metadata.a")]
    [InlineData("""{"expires_in_days":5}""", "expires_in_days")]
    [InlineData("""{"id":"tok_0"}""", "id")]
    [InlineData("""{"usage_count":0}""", "usage_count")]
    [InlineData("[]", "$")]
    public async Task A_change_with_bad_input_is_a_problem_that_names_the_field_and_changes_nothing(string patch, string field)
    {
        var server = await servers.GetAsync("with tokens", () => Setup);
        var issued = await server.IssueAsync();

        using var response = await PatchAsync(server, issued.Token.Id, patch);
        var problem = await ReadAsync(response);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        problem.GetProperty("errors").TryGetProperty(field, out _).Should().BeTrue(problem.ToString());
        (await server.Store.FindAsync(issued.Token.Id))!.Version.Should().Be(1);
    }
}
