using System.Security.Cryptography;
using System.Text;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tests.Tokens.Api.Scanners;

/// <summary>Plays GitHub: publishes keys, and signs reports with them.</summary>
internal sealed class GitHubHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Dictionary<string, ECDsa> _keys = [];
    private int _asked;

    private GitHubHost(WebApplication app)
    {
        _app = app;
        app.MapGet("/meta/public_keys/secret_scanning", Publish);
    }

    public string KeysUrl => _app.Urls.First() + "/meta/public_keys/secret_scanning";

    /// <summary>How often the keys were asked for.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public bool IsDown { get; set; }

    /// <summary>What stands in the document before the keys.</summary>
    public string OtherKeys { get; set; } = "";

    public static async Task<GitHubHost> StartAsync(params string[] keys)
    {
        var host = new GitHubHost(LoopbackApplication.CreateBuilder().Build());
        Array.ForEach(keys, host.Add);
        await host._app.StartAsync();
        return host;
    }

    public void Add(string identifier) => _keys[identifier] = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Withdraw(string identifier) => _keys.Remove(identifier);

    /// <summary>The headers of a report.</summary>
    public (string Name, string Value)[] Sign(string body, string identifier, DSASignatureFormat format = DSASignatureFormat.Rfc3279DerSequence) =>
        Headers(_keys[identifier], body, identifier, format);

    public static (string Name, string Value)[] Headers(ECDsa key, string body, string identifier, DSASignatureFormat format = DSASignatureFormat.Rfc3279DerSequence) =>
    [
        ("Github-Public-Key-Identifier", identifier),
        ("Github-Public-Key-Signature", Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(body), HashAlgorithmName.SHA256, format))),
    ];

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }

    // api.github.com refuses a request without a User-Agent.
    private IResult Publish(HttpRequest request)
    {
        Interlocked.Increment(ref _asked);
        if (IsDown || string.IsNullOrEmpty(request.Headers.UserAgent))
        {
            return Results.StatusCode(StatusCodes.Status403Forbidden);
        }

        var keys = _keys.Select(key => $$"""{"key_identifier":"{{key.Key}}","key":"{{key.Value.ExportSubjectPublicKeyInfoPem().Replace("\n", "\\n", StringComparison.Ordinal)}}","is_current":true}""");
        return Results.Text($$"""{"public_keys":[{{OtherKeys}}{{string.Join(',', keys)}}]}""", "application/json");
    }
}
