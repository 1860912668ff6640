using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dhafnck.McpAuth.TestKit.Samples;

namespace Samples.Tests.TokenServer;

/// <summary>What the token server says of its token API, against the API itself.</summary>
public sealed partial class OpenApiTests(SharedTokenServer shared) : IAsyncLifetime
{
    private const string Tokens = "/api/v2/tokens";
    private const string OwnersRefusals = "401 403 503";
    private const string BodyRefusals = "400 413 415";
    private readonly TokenServerProcess _server = shared.Process;
    private ApiDescription _description = null!;

    public async ValueTask InitializeAsync() =>
        _description = new((await _server.Http.GetFromJsonAsync<JsonObject>("/openapi/v1.json"))!);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public void Every_endpoint_is_described_with_what_it_reads_and_every_status_it_answers()
    {
        ShouldRead($"POST {Tokens}", "Idempotency-Key", "CreateTokenRequest", $"200 201 409 422 429 {OwnersRefusals} {BodyRefusals}");
        ShouldRead($"GET {Tokens}", "kind state name expires_before sort skip limit", null, $"200 400 {OwnersRefusals}");
        ShouldRead($"DELETE {Tokens}", "", null, $"204 429 {OwnersRefusals}");
        ShouldRead($"GET {Tokens}/scopes", "", null, $"200 {OwnersRefusals}");
        ShouldRead($"GET {Tokens}/{{id}}", "id", null, $"200 404 {OwnersRefusals}");
        ShouldRead($"PATCH {Tokens}/{{id}}", "id If-Match", "UpdateTokenRequest", $"200 404 409 412 429 {OwnersRefusals} {BodyRefusals}");
        ShouldRead($"DELETE {Tokens}/{{id}}", "id If-Match", null, $"204 400 404 412 429 {OwnersRefusals}");
        ShouldRead($"POST {Tokens}/{{id}}/rotate", "id Idempotency-Key", "RotateTokenRequest", $"200 201 404 409 422 429 {OwnersRefusals} {BodyRefusals}");
        ShouldRead($"GET {Tokens}/{{id}}/usage", "id interval from to", null, $"200 400 404 {OwnersRefusals}");
        ShouldRead($"GET {Tokens}/{{id}}/audit", "id from after limit format", null, $"200 400 404 {OwnersRefusals}");
        ShouldRead($"POST {Tokens}/rotate", "", "RotateTokenRequest", $"201 401 403 404 409 429 503 {BodyRefusals}");
        ShouldRead($"POST {Tokens}/validate", "", null, "200 400 401 429 503");
    }

    [Fact]
    public void The_page_about_the_token_API_and_the_document_have_the_same_endpoints()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "token-api.md"));

        var rows = EndpointRow().Matches(page).Select(row => row.Groups[1].Value.TrimEnd('/'));

        _description.Operations.Keys.Where(operation => operation.Contains(Tokens)).Should().BeEquivalentTo(rows);
    }

    [Fact]
    public void The_fields_of_a_creation_are_described_as_the_page_has_them()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "token-api.md"));

        var rows = FieldRow().Matches(page[..page.IndexOf("## Validate", StringComparison.Ordinal)]).Select(row => row.Groups[1].Value);

        _description.Properties("CreateTokenRequest").Should().Equal(rows);
    }

    [Theory]
    [InlineData("expires_in_days")]
    [InlineData("rate_limit")]
    [InlineData("rotatable_for_days")]
    public void The_range_and_the_default_of_a_number_are_described_as_the_page_has_them(string field)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "token-api.md"));
        var cells = page.Split('\n').First(line => line.StartsWith($"| `{field}` |", StringComparison.Ordinal)).Split(" | ");

        var described = _description.Property("CreateTokenRequest", field);

        cells[1].Should().StartWith($"{described["minimum"]} to {described["maximum"]}");
        cells[2].Should().StartWith($"{described["default"]} ");
    }

    [Fact]
    public void The_document_says_who_may_call_each_endpoint()
    {
        foreach (var (name, operation) in _description.Operations.Where(operation => operation.Key.Contains(Tokens)))
        {
            var schemes = operation["security"]!.AsArray().SelectMany(alternative => alternative!.AsObject()).Select(scheme => scheme.Key).ToList();

            schemes.Should().Equal(name.EndsWith("/validate") || name == $"POST {Tokens}/rotate" ? ["api-token"] : ["user", "user-cookie"], "of {0}", name);
            schemes.Should().OnlyContain(scheme => _description.SecurityScheme(scheme).ContainsKey("type"));
        }
    }

    [Fact]
    public async Task What_the_server_answers_is_what_the_document_says()
    {
        var user = await _server.SignInAsync();
        const string Creation = """{"name":"t","scopes":["execute:mcp","tokens:rotate"],"metadata":{"team":"docs"},"allowed_addresses":["127.0.0.0/8"]}""";

        var created = await AnswerOfAsync(201, "POST", "", user, Creation, ("Idempotency-Key", "a"));
        var (id, token) = (created!["id"]!.GetValue<string>(), created["token"]!.GetValue<string>());
        await AnswerOfAsync(200, "POST", "", user, Creation, ("Idempotency-Key", "a"));
        await AnswerOfAsync(422, "POST", "", user, Creation.Replace("\"t\"", "\"u\"", StringComparison.Ordinal), ("Idempotency-Key", "a"));
        await AnswerOfAsync(400, "POST", "", user, """{"name":5}""");
        await AnswerOfAsync(401, "POST", "", null, Creation);
        await AnswerOfAsync(401, "POST", "", token, Creation);
        await AnswerOfAsync(413, "POST", "", user, new string(' ', 70_000));
        await AnswerOfAsync(415, "POST", "", user);
        await AnswerOfAsync(200, "GET", "", user);
        await AnswerOfAsync(400, "GET", "?limit=ten", user);
        await AnswerOfAsync(200, "GET", "/scopes", user);
        await AnswerOfAsync(200, "GET", $"/{id}", user);
        await AnswerOfAsync(404, "GET", "/tok_0", user);
        await AnswerOfAsync(200, "GET", $"/{id}/usage", user);
        await AnswerOfAsync(400, "GET", $"/{id}/usage?interval=year", user);
        await AnswerOfAsync(404, "GET", "/tok_0/usage", user);
        await AnswerOfAsync(200, "PATCH", $"/{id}", user, """{"metadata":{"team":null}}""", ("If-Match", "\"1\""));
        await AnswerOfAsync(412, "PATCH", $"/{id}", user, """{"name":"u"}""", ("If-Match", "\"1\""));
        await AnswerOfAsync(400, "PATCH", $"/{id}", user, """{"scopes":["mcp:admin"]}""");
        await AnswerOfAsync(404, "PATCH", "/tok_0", user, "{}");
        await AnswerOfAsync(200, "POST", "/validate", token);
        await AnswerOfAsync(401, "POST", "/validate", null);
        token = (await AnswerOfAsync(201, "POST", "/rotate", token))!["token"]!.GetValue<string>();
        await AnswerOfAsync(400, "POST", "/rotate", token, """{"grace_period":-1}""");
        await AnswerOfAsync(201, "POST", $"/{id}/rotate", user, """{"grace_period":5}""");
        await AnswerOfAsync(409, "POST", "/rotate", token);
        await AnswerOfAsync(400, "DELETE", $"/{id}", user, null, ("If-Match", "1"));
        await AnswerOfAsync(412, "DELETE", $"/{id}", user, null, ("If-Match", "\"1\""));
        await AnswerOfAsync(204, "DELETE", $"/{id}", user);
        await AnswerOfAsync(409, "POST", $"/{id}/rotate", user);
        await AnswerOfAsync(409, "PATCH", $"/{id}", user, """{"name":"u"}""");
        await AnswerOfAsync(404, "DELETE", "/tok_0", user);
        await AnswerOfAsync(204, "DELETE", "", user);
    }

    private void ShouldRead(string name, string parameters, string? body, string statuses)
    {
        var operation = _description.Operations[name];

        var described = operation["parameters"]?.AsArray() ?? [];
        described.Select(parameter => parameter!["name"]!.GetValue<string>()).Should().Equal(Split(parameters), "of {0}", name);
        described.Should().NotContain(parameter => parameter!["description"] == null || parameter["schema"]!["type"] == null, "of {0}", name);
        operation["responses"]!.AsObject().Select(response => response.Key).Should().BeEquivalentTo(Split(statuses), "of {0}", name);
        operation["operationId"].Should().NotBeNull();
        operation["summary"].Should().NotBeNull();
        var contents = operation["requestBody"]?["content"]!.AsObject() ?? [];
        contents.Select(content => content.Value!["schema"]!["$ref"]!.GetValue<string>().Split('/')[^1]).Distinct().Should().Equal(Split(body ?? ""), "of {0}", name);
        foreach (var (status, response) in operation["responses"]!.AsObject().Where(response => response.Key[0] == '4' || response.Key[0] == '5'))
        {
            response!["content"]!.AsObject().Select(content => content.Key).Should().Equal(["application/problem+json"], "of {0} {1}", status, name);
        }
    }

    private async Task<JsonNode?> AnswerOfAsync(int status, string method, string path, string? bearer, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new(method), Tokens + path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _server.SendAsync(request, bearer);

        ((int)response.StatusCode).Should().Be(status, "of {0} {1} {2}", method, path, body?.Length > 200 ? "" : body);
        await _description.ShouldDescribeAsync($"{method} {Tokens}{Identifier().Replace(path.Split('?')[0], "{id}")}", response);
        return response.Content.Headers.ContentType is null ? null : JsonNode.Parse(await response.Content.ReadAsStringAsync());
    }

    private static string[] Split(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex("tok_[0-9a-f]+")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"^\| `([A-Z]+ /api/v2/tokens[^` ]*)` \|", RegexOptions.Multiline)]
    private static partial Regex EndpointRow();

    [GeneratedRegex(@"^\| `([a-z_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex FieldRow();
}
