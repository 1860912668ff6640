using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Clients;

/// <summary>Clients that authenticate with a key of their own (private_key_jwt).</summary>
public sealed class DocumentKeysTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Keys_stand_in_the_document_or_at_a_URL_of_it(bool inDocument)
    {
        var (host, server) = (shared.Host, shared.Server);
        var keysUrl = host.Publish(host.NewPath(), Set(EcKey()).ToJsonString(), "application/jwk-set+json");

        var answer = await server.AskAsync(host.Publish(change: document =>
        {
            document["token_endpoint_auth_method"] = "private_key_jwt";
            document[inDocument ? "jwks" : "jwks_uri"] = inDocument ? Set(EcKey()) : keysUrl;
        }));

        answer.ShouldBeAccepted("Sample client");
        host.RequestsFor(keysUrl).Should().Be(inDocument ? 0 : 1);
    }

    public static TheoryData<string, string> WrongSets() => new()
    {
        { "{}", "no key that verifies" },
        { """{"keys":[]}""", "no key that verifies" },
        { """{"keys":"none"}""", "not a JWK set" },
        { Set(new JsonObject { ["kty"] = "oct", ["k"] = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA" }).ToJsonString(), "private or symmetric key" },
        { Set(EcKey(isPrivate: true)).ToJsonString(), "private or symmetric key" },
        { Set(RsaKey(1024)).ToJsonString(), "no key that verifies" },
        { Set(With(RsaKey(2048), "n", "no base64url!")).ToJsonString(), "no key that verifies" },
        { Set(With(RsaKey(2048), "e", new string('A', 400))).ToJsonString(), "no key that verifies" },
        { Set(With(EcKey(), "x", "AQAB")).ToJsonString(), "no key that verifies" },
        { Set(With(EcKey(), "use", "enc")).ToJsonString(), "no key that verifies" },
        { Set(With(EcKey(), "crv", "secp256k1")).ToJsonString(), "no key that verifies" },
        { Set([.. Enumerable.Range(0, 21).Select(_ => EcKey())]).ToJsonString(), "more than 20 keys" },
    };

    [Theory]
    [MemberData(nameof(WrongSets))]
    public async Task A_set_without_a_usable_public_key_is_refused(string set, string reason)
    {
        var (host, server) = (shared.Host, shared.Server);
        var keysUrl = host.Publish(host.NewPath(), set);

        var answer = await server.AskAsync(host.Publish(change: document =>
        {
            document["token_endpoint_auth_method"] = "private_key_jwt";
            document["jwks_uri"] = keysUrl;
        }));

        answer.ShouldBeRefused(reason);
    }

    [Theory]
    [InlineData("http://127.0.0.1/keys.json")]
    [InlineData("https://user@127.0.0.1/keys.json")]
    [InlineData("file:///etc/passwd")]
    [InlineData(null)]
    public async Task The_URL_of_the_keys_needs_https(string? keysUrl)
    {
        var (host, server) = (shared.Host, shared.Server);

        var answer = await server.AskAsync(host.Publish(change: document =>
        {
            document["token_endpoint_auth_method"] = "private_key_jwt";
            document["jwks_uri"] = keysUrl;
        }));

        answer.ShouldBeRefused("neither jwks nor a jwks_uri with https");
    }

    [Fact]
    public async Task Keys_are_fetched_by_the_rules_of_documents()
    {
        var (host, server) = (shared.Host, shared.Server);
        var target = host.NewPath();
        var elsewhere = host.Publish(target, Set(EcKey()).ToJsonString());
        var keysUrl = host.Answer(host.NewPath(), context => Results.Redirect(target).ExecuteAsync(context));

        var answer = await server.AskAsync(host.Publish(change: document =>
        {
            document["token_endpoint_auth_method"] = "private_key_jwt";
            document["jwks_uri"] = keysUrl;
        }));

        answer.ShouldBeRefused("JWK set was answered with the status 302");
        host.RequestsFor(elsewhere).Should().Be(0);
    }

    [Fact]
    public async Task Two_sets_of_keys_are_refused()
    {
        var (host, server) = (shared.Host, shared.Server);

        var answer = await server.AskAsync(host.Publish(change: document =>
        {
            document["token_endpoint_auth_method"] = "private_key_jwt";
            document["jwks_uri"] = host.UrlOf("/keys.json");
            document["jwks"] = Set(EcKey());
        }));

        answer.ShouldBeRefused("both jwks and jwks_uri");
    }

    internal static JsonObject Set(params JsonObject[] keys) => new() { ["keys"] = new JsonArray([.. keys]) };

    internal static JsonObject EcKey(bool isPrivate = false)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var parameters = key.ExportParameters(isPrivate);
        var json = new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Base64UrlEncoder.Encode(parameters.Q.X), ["y"] = Base64UrlEncoder.Encode(parameters.Q.Y) };
        return isPrivate ? With(json, "d", Base64UrlEncoder.Encode(parameters.D)) : json;
    }

    private static JsonObject RsaKey(int bits)
    {
        using var key = RSA.Create(bits);
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return new() { ["kty"] = "RSA", ["n"] = Base64UrlEncoder.Encode(parameters.Modulus), ["e"] = Base64UrlEncoder.Encode(parameters.Exponent) };
    }

    private static JsonObject With(JsonObject key, string name, string value)
    {
        key[name] = value;
        return key;
    }
}
