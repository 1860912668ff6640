using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.Hosting;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens.Scanners;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.TestKit.Telemetry;

/// <summary>
/// The lives of some tokens, and an outage of the store, at log level Trace with every meter and activity source collected. What
/// is secret appears nowhere: neither as it is, nor as its hash.
/// </summary>
public sealed class SecretScenario
{
    private const string Tokens = "/api/v2/tokens";
    private const string SigningKey = "0f1aK-the-signing-key-of-this-scenario-8e55";
    private const string WebhookSecret = "whsec_c2VjcmV0LW9mLXRoZS13ZWJob29rLTAxMjM0NTY3";
    private const string WebhookPath = "secret-path-of-the-webhook";
    private const string PartnerKey = "the-key-shared-with-a-partner-42c1f6d09a7b";

    private readonly HashSet<string> _secrets = [SigningKey, WebhookSecret, WebhookSecret["whsec_".Length..], WebhookPath, PartnerKey, ScannerRequests.Secret];
    private readonly ConcurrentQueue<string> _errors = [];
    private readonly Action<McpAuthBuilder> _addStore;
    private readonly Func<Task> _endStore;
    private readonly Func<Task> _beginStore;

    /// <summary>Prepares the scenario.</summary>
    /// <param name="addStore">Adds the store, which has no records.</param>
    /// <param name="endStore">Makes the store unavailable.</param>
    /// <param name="beginStore">Makes it available again.</param>
    /// <param name="secrets">What else is secret, such as the password of a database.</param>
    public SecretScenario(Action<McpAuthBuilder> addStore, Func<Task> endStore, Func<Task> beginStore, params string[] secrets)
    {
        (_addStore, _endStore, _beginStore) = (addStore, endStore, beginStore);
        _secrets.UnionWith(secrets);
    }

    /// <summary>Runs the scenario, and checks everything that was seen.</summary>
    public async Task HoldsAsync()
    {
        using var spans = new CollectedSpans();
        using var log = new EverythingLogged();
        IReadOnlyList<string> measured;
        await using (var server = await StartAsync(log))
        {
            using var metrics = CollectedMetrics.Of(server, _ => true);
            await LiveAsync(server);
            await _endStore();
            await FailAsync(server);
            await _beginStore();
            metrics.Read("mcp_auth.cache.trusted");
            measured = [.. metrics.All.Select(one => $"{one.Instrument} {string.Join(' ', one.Tags)}")];
        }

        string[] seen = [.. log.Texts, .. _errors, .. measured, .. spans.All.Select(Show)];
        seen.Should().Contain(text => text.Contains("was never issued", StringComparison.Ordinal), "otherwise nothing was looked at")
            .And.Contain(text => text.StartsWith("mcp_auth.requests", StringComparison.Ordinal))
            .And.Contain(text => text.StartsWith("find token", StringComparison.Ordinal))
            .And.Contain(text => text.StartsWith("503", StringComparison.Ordinal));
        foreach (var secret in _secrets)
        {
            seen.Where(text => text.Contains(secret, StringComparison.OrdinalIgnoreCase)).Should().BeEmpty("it is secret: {0}", secret);
        }
    }

    private static string Show(Activity span) =>
        string.Join(' ', [
            span.OperationName,
            span.DisplayName,
            span.StatusDescription,
            .. span.TagObjects.Select(tag => tag.ToString()),
            .. span.Baggage.Select(item => item.ToString()),
            .. span.Events.SelectMany(happened => happened.Tags.Select(tag => tag.ToString()).Prepend(happened.Name))]);

    private Task<McpTestServer> StartAsync(EverythingLogged log) => McpTestServer.StartAsync(options =>
    {
        options.RemembersRecords = true;
        options.Auth = _addStore;
        options.Settings["JWT_SECRET_KEY"] = SigningKey;
        options.Settings["MCP_WEBHOOK_URL"] = $"http://127.0.0.1:9/{WebhookPath}";
        options.Settings["MCP_WEBHOOK_SECRET"] = WebhookSecret;
        options.WithScanners();
        options.Settings["McpAuth:Jwt:TrustedIssuers:0:Issuer"] = "https://partner.example";
        options.Settings["McpAuth:Jwt:TrustedIssuers:0:SecretKey"] = PartnerKey;
        options.Settings["McpAuth:Jwt:TrustedIssuers:0:Audiences:0"] = "https://mcp.example.com";
        options.Builder = builder =>
        {
            builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace);
            builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        };
    });

    private async Task LiveAsync(McpTestServer server)
    {
        var created = await CreateAsync(server, """{"name":"first","scopes":["execute:mcp","read:tasks","tokens:rotate"],"rate_limit":5}""");
        var (id, token) = (created["id"]!.GetValue<string>(), Learn(created));
        (await server.CallToolAsync(token, "read_tasks")).Should().Contain("tasks");
        await server.CallToolAsync(token, "write_tasks");
        await PresentAsync(server, null, "", "x", $"Bearer {token}", $"\"{token}\"", token[..^3] + "AAA", Forge(token), PartnersToken());
        await SendAsync(server, HttpMethod.Patch, $"{Tokens}/{id}", """{"name":"renamed","rate_limit":100000000}""");
        await SendAsync(server, HttpMethod.Patch, $"{Tokens}/{id}", """{"name":"renamed","rate_limit":20}""");

        var rotated = Learn(await ReadAsync(await SendAsync(server, HttpMethod.Post, $"{Tokens}/{id}/rotate", """{"grace_period":60}""")));
        await PresentAsync(server, token, rotated);
        using var self = new HttpRequestMessage(HttpMethod.Post, Tokens + "/rotate") { Headers = { Authorization = new("Bearer", rotated) } };
        var own = Learn(await ReadAsync(await server.Http.SendAsync(self)));
        await PresentAsync(server, own, token, rotated);
        using var validation = new HttpRequestMessage(HttpMethod.Post, Tokens + "/validate") { Headers = { Authorization = new("Bearer", own) } };
        (await server.Http.SendAsync(validation)).Dispose();
        for (var request = 0; request < 20; request++)
        {
            await PresentAsync(server, own);
        }

        await SendAsync(server, HttpMethod.Get, $"{Tokens}/{id}/usage");
        await ReportAsync(server, Learn(await CreateAsync(server, """{"name":"leaked","scopes":["read:tasks"]}""")), token, token[..^3] + "AAA", Forge(token));
        await SendAsync(server, HttpMethod.Delete, $"{Tokens}/{id}");
        await PresentAsync(server, own, rotated);
    }

    private async Task ReportAsync(McpTestServer server, params string[] tokens)
    {
        await NoteAsync(await server.ReportAsync(ScannerRequests.Of(tokens), ("X-Scanner-Secret", ScannerRequests.Secret)));
        await NoteAsync(await server.ReportAsync(ScannerRequests.Of(tokens), ("X-Scanner-Secret", "wrong")));
        await NoteAsync(await server.ReportAsync(string.Join(' ', tokens), ("X-Scanner-Secret", ScannerRequests.Secret)));
    }

    private async Task FailAsync(McpTestServer server)
    {
        // Known and unknown tokens, and writes, until the cache is trusted no more.
        var other = Forge((await ReadTokenAsync(server)) ?? "a.b.c");
        await Eventually.GetAsync(
            async () =>
            {
                await PresentAsync(server, other);
                return _errors.Any(error => error.StartsWith("503", StringComparison.Ordinal));
            },
            isUnavailable => isUnavailable);
        await SendAsync(server, HttpMethod.Post, Tokens, """{"name":"second","scopes":["read:tasks"]}""");
        await SendAsync(server, HttpMethod.Get, Tokens);
    }

    // A token of this key that this store has never seen, so that the store has to be asked.
    private async Task<string?> ReadTokenAsync(McpTestServer server)
    {
        await using var elsewhere = await McpTestServer.StartAsync(options => options.Settings["JWT_SECRET_KEY"] = SigningKey);
        var issued = await elsewhere.IssueAsync();
        Learn(issued.Value);
        await PresentAsync(server, issued.Value);
        return issued.Value;
    }

    private async Task<JsonObject> CreateAsync(McpTestServer server, string json) =>
        await ReadAsync(await SendAsync(server, HttpMethod.Post, Tokens, json));

    private async Task<HttpResponseMessage> SendAsync(McpTestServer server, HttpMethod method, string path, string? json = null)
    {
        var response = await server.SendAsUserAsync(method, path, json);
        await NoteAsync(response);
        return response;
    }

    private async Task PresentAsync(McpTestServer server, params string?[] tokens)
    {
        foreach (var token in tokens)
        {
            using var response = await server.ListToolsAsync(token);
            await NoteAsync(response);
        }
    }

    private async Task NoteAsync(HttpResponseMessage response)
    {
        if (!response.IsSuccessStatusCode)
        {
            _errors.Enqueue($"{(int)response.StatusCode} {response.Headers} {await response.Content.ReadAsStringAsync()}");
        }
    }

    private static async Task<JsonObject> ReadAsync(HttpResponseMessage response) =>
        JsonNode.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!.AsObject();

    private string Learn(JsonObject answer)
    {
        var token = answer["token"]!.GetValue<string>();
        Learn(token);
        return token;
    }

    private void Learn(string token)
    {
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes(token));
        _secrets.UnionWith([token, token[(token.LastIndexOf('.') + 1)..], Convert.ToHexString(hash), Convert.ToBase64String(hash), Convert.ToBase64String(hash).TrimEnd('=').Replace('+', '-').Replace('/', '_')]);
    }

    // What somebody with the signing key can make: the signature is valid, and the token was never issued.
    private string Forge(string token)
    {
        var parts = token.Split('.');
        var claims = JsonNode.Parse(Decode(parts[1]))!.AsObject();
        claims["iat"] = claims["iat"]!.GetValue<long>() - 1;
        var signed = $"{parts[0]}.{Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        var forged = $"{signed}.{Encode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SigningKey), Encoding.ASCII.GetBytes(signed)))}";
        Learn(forged);
        return forged;
    }

    private string PartnersToken()
    {
        var header = Encode("""{"alg":"HS256","typ":"JWT"}"""u8.ToArray());
        var claims = Encode(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { iss = "https://partner.example", aud = "https://mcp.example.com", sub = "p", scope = "execute:mcp", iat = 1, exp = 4000000000 })));
        var token = $"{header}.{claims}.{Encode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(PartnerKey), Encoding.ASCII.GetBytes($"{header}.{claims}")))}";
        Learn(token);
        return token;
    }

    private static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private static byte[] Decode(string text) => Base64Url.DecodeFromChars(text);
}
