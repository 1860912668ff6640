using System.Net;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Providers.Issuers;

/// <summary>JWK sets with keys that nobody can use: those are skipped, and the rest counts (RFC 7517 §5).</summary>
public sealed class IssuerKeySetTests
{
    private static readonly IssuerKey Key = IssuerKeysOfTests.Rsa;
    private static readonly IssuerKey Next = IssuerKeysOfTests.P256;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public static TheoryData<string> UnusableKeys =>
    [
        Broken("kid", "5"),
        Broken("kid", "[]"),
        Broken("kty", "5"),
        Broken("alg", "{}"),
        Broken("use", "[\"sig\"]"),
        Broken("key_ops", "\"verify\""),
        Broken("key_ops", "[5]"),
        Broken("x5c", "\"nonsense\""),
        Broken("n", "\"@@@\""),
        Broken("e", "\"\""),
        """{"kty":"EC","crv":"P-256","x":"AAAA","y":"BBBB"}""",
        """{"kty":"EC","crv":"P-999","x":"AAAA","y":"BBBB"}""",
        """{"kty":"RSA","x5c":["nonsense!"]}""",
        """{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""",
        """{"kty":"oct","k":"c2VjcmV0"}""",
        "{}",
        "null",
        "5",
        "\"key\"",
        "[{}]",
    ];

    [Theory]
    [MemberData(nameof(UnusableKeys))]
    public async Task A_key_that_nobody_can_use_is_skipped_and_the_others_count(string unusable)
    {
        await using var issuer = await ExternalIssuer.StartAsync();
        issuer.Keys = [JsonNode.Parse(unusable), Key.ToJwk(), JsonNode.Parse(unusable), Next.ToJwk()];
        await using var server = await _time.TrustAsync(issuer);

        (await server.StatusAsync(Key.Sign(issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(Next.Sign(issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(Key.Sign(issuer.Claims(_time.GetUtcNow()), """{"alg":"RS256"}"""))).Should().Be(HttpStatusCode.OK);
        server.Log.Entries.Should().ContainSingle(entry => entry.Message.Contains($"{issuer.Authority} publishes 2 keys that verify signatures. 2 others are skipped"));
    }

    [Theory]
    [MemberData(nameof(UnusableKeys))]
    public async Task A_key_that_is_withdrawn_opens_nothing_though_one_beside_it_cannot_be_used(string unusable)
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(issuer);
        var token = Key.Sign(issuer.Claims(_time.GetUtcNow()));
        (await server.StatusAsync(token)).Should().Be(HttpStatusCode.OK);

        issuer.Keys = [JsonNode.Parse(unusable), Next.ToJwk()];
        _time.Advance(TimeSpan.FromMinutes(5));

        (await server.StatusAsync(token)).Should().Be(HttpStatusCode.Unauthorized);
        (await server.StatusAsync(Next.Sign(issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [MemberData(nameof(UnusableKeys))]
    public async Task A_set_of_unusable_keys_alone_is_logged_and_ends_the_trust_in_the_keys_before_it(string unusable)
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(issuer);
        var token = Key.Sign(issuer.Claims(_time.GetUtcNow()));
        (await server.StatusAsync(token)).Should().Be(HttpStatusCode.OK);

        issuer.Keys = [JsonNode.Parse(unusable)];
        _time.Advance(TimeSpan.FromMinutes(5));
        (await server.StatusAsync(token)).Should().Be(HttpStatusCode.Unauthorized);
        (await server.StatusAsync(Next.Sign(issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.Unauthorized);
        server.Log.Entries.Should().ContainSingle(entry => entry.Level == LogLevel.Warning && entry.Message.Contains($"{issuer.Authority} publishes 0 keys that verify signatures. 1 others are skipped"));

        issuer.Keys = [Key.ToJwk()];
        _time.Advance(TimeSpan.FromSeconds(5));
        (await server.StatusAsync(token)).Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""{"keys":{}}""")]
    [InlineData("""{"keys":null}""")]
    [InlineData("""{"Keys":[]}""")]
    [InlineData("[]")]
    [InlineData("<html>sign in</html>")]
    public async Task What_is_no_JWK_set_is_no_answer_and_the_keys_before_it_stay_trusted(string document)
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.StartAsync(("TrustedIssuers:0:Issuer", issuer.Authority), ("TrustedIssuers:0:JwksUri", issuer.JwksUri), ("TrustedIssuers:0:Audiences", ExternalIssuerServer.Audience));
        var token = Key.Sign(issuer.Claims(_time.GetUtcNow()));
        (await server.StatusAsync(token)).Should().Be(HttpStatusCode.OK);

        issuer.Instead = context => context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(document)).AsTask();
        _time.Advance(TimeSpan.FromMinutes(5));

        (await server.StatusAsync(token)).Should().Be(HttpStatusCode.OK);
        server.Log.Entries.Should().ContainSingle(entry => entry.Message.Contains($"The keys of the issuer {issuer.Authority} cannot be fetched"));
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_read_or_has_another_key_does_not_stand_in_for_the_key_itself()
    {
        await using var issuer = await ExternalIssuer.StartAsync();
        var other = (System.Security.Cryptography.RSA)IssuerKeysOfTests.OtherRsa.Pair;
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=other", other, System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        issuer.Keys =
        [
            Key.ToJwk(("x5c", new JsonArray(Convert.ToBase64String(certificate.RawData)))),
            IssuerKeysOfTests.OtherRsa.As("nonsense").ToJwk(("x5c", new JsonArray("nonsense!"))),
        ];
        await using var server = await _time.TrustAsync(issuer);

        (await server.StatusAsync(Key.Sign(issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(IssuerKeysOfTests.OtherRsa.As(Key.KeyId).Sign(issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.Unauthorized);
        (await server.StatusAsync(IssuerKeysOfTests.OtherRsa.As("nonsense").Sign(issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.OK);
    }

    private static string Broken(string member, string value) => Key.As("broken").ToJwk((member, JsonNode.Parse(value))).ToJsonString();
}
