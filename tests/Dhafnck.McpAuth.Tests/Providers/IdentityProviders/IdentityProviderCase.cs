using System.Text.Json.Nodes;
using Dhafnck.McpAuth.Hosting;
using Dhafnck.McpAuth.Tests.Providers.Issuers;

namespace Dhafnck.McpAuth.Tests.Providers.IdentityProviders;

/// <summary>An identity provider: the line that accepts its tokens, the documents that it publishes, and an access token of its form.</summary>
internal sealed record IdentityProviderCase
{
    public required string Name { get; init; }

    public required Action<McpAuthBuilder> Add { get; init; }

    public required IReadOnlyDictionary<string, JsonNode> Documents { get; init; }

    /// <summary>The claims of an access token that is accepted and may read tasks, apart from its times.</summary>
    public required string Claims { get; init; }

    /// <summary>What makes it another token: members that replace those of the claims, where null removes one.</summary>
    public required string[] Refused { get; init; }

    public IssuerKey Key { get; init; } = IssuerKeysOfTests.Rsa;

    /// <summary>The type in the header of its tokens.</summary>
    public string Type { get; init; } = "JWT";

    public override string ToString() => Name;

    /// <summary>The same provider with a key that no other one has.</summary>
    public IdentityProviderCase WithKeyOfItsOwn()
    {
        var key = IssuerKey.Make("key-1", "ES256");
        return this with
        {
            Key = key,
            Documents = Documents.ToDictionary(
                document => document.Key,
                document => document.Value["keys"] is null ? document.Value : new JsonObject { ["keys"] = new JsonArray(key.ToJwk()) }),
        };
    }

    /// <summary>An access token, with some members of its claims replaced.</summary>
    public string Sign(DateTimeOffset now, string replaced = "{}", IssuerKey? key = null)
    {
        var claims = JsonNode.Parse(Claims)!.AsObject();
        claims["iat"] = now.ToUnixTimeSeconds();
        claims["exp"] = now.AddHours(1).ToUnixTimeSeconds();
        foreach (var (name, value) in JsonNode.Parse(replaced)!.AsObject())
        {
            claims.Remove(name);
            if (value is not null)
            {
                claims[name] = value.DeepClone();
            }
        }

        return (key ?? Key).Sign(claims.ToJsonString(), $$"""{"typ":"{{Type}}","alg":"{{Key.Algorithm}}","kid":"{{Key.KeyId}}"}""");
    }
}
