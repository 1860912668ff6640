using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.TestKit.Hosting;
using ModelContextProtocol.Client;

namespace Dhafnck.McpAuth.TestKit.Samples;

/// <summary>The token server with a data directory of its own, and the guide's steps on it.</summary>
public sealed class TokenServerProcess : IAsyncDisposable
{
    private const string Sample = "TokenServer";
    private const int MaximumAttempts = 5;
    private readonly DirectoryInfo _data;
    private readonly bool _ownsData;
    private readonly SampleProcess _process;

    private TokenServerProcess(SampleProcess process, DirectoryInfo data, bool ownsData)
    {
        _process = process;
        _data = data;
        _ownsData = ownsData;
    }

    public HttpClient Http => _process.Http;

    public Uri Address => _process.Http.BaseAddress!;

    public string Output => _process.Output;

    public DirectoryInfo Data => _data;

    public static Task<TokenServerProcess> StartAsync(params (string Name, string Value)[] settings) =>
        StartAsync("Development", Directory.CreateTempSubdirectory("tokenserver-"), ownsData: true, settings);

    /// <summary>Starts one at an address that is known before, which is what lets clients connect by URL.</summary>
    public static Task<TokenServerProcess> StartForClientsAsync(params (string Name, string Value)[] settings) =>
        StartAsync([("Urls", $"http://127.0.0.1:{LoopbackPort.Find()}"), .. settings]);

    public static async Task<TokenServerProcess> StartAsync(string environment, DirectoryInfo data, bool ownsData, params (string Name, string Value)[] settings) =>
        new(await SampleProcess.StartAsync(Sample, environment, [("DataDirectory", data.FullName), .. settings]), data, ownsData);

    public static async Task<(int ExitCode, string Output)> RunToEndAsync(string environment, params (string Name, string Value)[] settings)
    {
        var data = Directory.CreateTempSubdirectory("tokenserver-");
        try
        {
            return await SampleProcess.RunToEndAsync(Sample, environment, [("DataDirectory", data.FullName), .. settings]);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    public Task KillAsync() => _process.KillAsync();

    /// <summary>Registers a new user, signs in, and gives the user's access token.</summary>
    public async Task<string> SignInAsync(string? email = null)
    {
        var credentials = new { email = email ?? $"{Guid.NewGuid():N}@example.com", password = "Passw0rd" };
        using var registered = await Http.PostAsJsonAsync("/api/auth/register", credentials);
        registered.EnsureSuccessStatusCode();
        using var login = await Http.PostAsJsonAsync("/api/auth/login", credentials);
        return (await login.Content.ReadFromJsonAsync<JsonObject>())!["accessToken"]!.GetValue<string>();
    }

    /// <summary>Creates a token over REST and gives the whole answer.</summary>
    public async Task<JsonObject> CreateTokenAsync(string userToken, params string[] scopes)
    {
        var key = Guid.NewGuid().ToString();
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/tokens/") { Content = JsonContent.Create(new { name = "MCP Client Token", scopes }) };
            request.Headers.Add("Idempotency-Key", key);
            using var response = await SendAsync(request, userToken);

            // A server that has just started on a busy machine can miss its deadlines. The key makes the repetition safe.
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable && attempt < MaximumAttempts)
            {
                continue;
            }

            response.EnsureSuccessStatusCode();
            return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        }
    }

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string? bearer)
    {
        request.Headers.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public Task<HttpResponseMessage> PostMcpAsync(string path, string json, string? token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        return SendAsync(request, token);
    }

    public Task<McpClient> ConnectAsync(string token, string path = "/mcp/", HttpTransportMode mode = HttpTransportMode.StreamableHttp) =>
        McpClient.CreateAsync(
            new HttpClientTransport(new()
            {
                Endpoint = new(Address, path),
                TransportMode = mode,
                AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {token}" },
            }),
            new() { InitializationTimeout = Eventually.Deadline });

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        if (_ownsData)
        {
            _data.Delete(recursive: true);
        }
    }
}
