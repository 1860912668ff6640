using System.Text.Json;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tests.Providers.Issuers;

/// <summary>An authority of OpenID Connect on Kestrel at a free loopback port: its discovery, its keys, and what goes wrong with them.</summary>
internal sealed class ExternalIssuer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _discoveries;
    private int _keySets;

    private ExternalIssuer(WebApplication app, params IssuerKey[] keys)
    {
        _app = app;
        Keys = [.. keys.Select(key => key.ToJwk())];
    }

    /// <summary>Its address, which is its name too.</summary>
    public string Authority => _app.Urls.First();

    public string JwksUri => $"{Authority}/keys";

    /// <summary>The keys that it publishes.</summary>
    public IReadOnlyList<JsonNode?> Keys { get; set; }

    /// <summary>What it says of itself beside that.</summary>
    public JsonObject Metadata { get; } = [];

    /// <summary>The <c>Content-Type</c> of its documents.</summary>
    public string? ContentType { get; set; }

    /// <summary>What stands before each document.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>What it says of itself, where that is not the truth.</summary>
    public string? Issuer { get; set; }

    /// <summary>Where it says that its keys are.</summary>
    public string? SaidJwksUri { get; set; }

    /// <summary>What it answers every request with in place of a document.</summary>
    public RequestDelegate? Instead { get; set; }

    public int Discoveries => Volatile.Read(ref _discoveries);

    public int KeySets => Volatile.Read(ref _keySets);

    public static async Task<ExternalIssuer> StartAsync(params IssuerKey[] keys)
    {
        var builder = LoopbackApplication.CreateBuilder();
        var app = builder.Build();
        var issuer = new ExternalIssuer(app, keys);
        app.MapGet("/.well-known/openid-configuration", context => issuer.AnswerAsync(context, ref issuer._discoveries, () =>
        {
            var metadata = issuer.Metadata.DeepClone().AsObject();
            metadata["issuer"] = issuer.Issuer ?? issuer.Authority;
            metadata["jwks_uri"] = issuer.SaidJwksUri ?? issuer.JwksUri;
            return metadata;
        }));
        app.MapGet("/keys", context => issuer.AnswerAsync(context, ref issuer._keySets, () => new()
        {
            ["keys"] = new JsonArray([.. issuer.Keys.Select(key => key?.DeepClone())]),
        }));
        await app.StartAsync();
        return issuer;
    }

    /// <summary>The claims of an access token of this issuer, some of them replaced, or removed by <see langword="null"/>.</summary>
    public string Claims(DateTimeOffset now, params (string Name, object? Value)[] replaced)
    {
        var claims = new Dictionary<string, object?>
        {
            ["iss"] = Authority,
            ["aud"] = "https://mcp.example.com",
            ["sub"] = "external-user",
            ["scope"] = "execute:mcp read:tasks",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddHours(12).ToUnixTimeSeconds(),
        };
        foreach (var (name, value) in replaced)
        {
            claims[name] = value;
        }

        return JsonSerializer.Serialize(claims.Where(claim => claim.Value is not null).ToDictionary());
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext context, ref int counter, Func<JsonObject> document)
    {
        Interlocked.Increment(ref counter);
        if (Instead is { } instead)
        {
            return instead(context);
        }

        context.Response.ContentType = ContentType;
        return context.Response.WriteAsync(Prefix + document().ToJsonString());
    }
}
