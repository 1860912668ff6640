using System.Security.Cryptography;
using System.Text;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tests.Providers;
using Dhafnck.McpAuth.Tests.Providers.Issuers;
using Dhafnck.McpAuth.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Hostile;

/// <summary>One server for all attacks: with records of its own, a partner that shares a key, and issuers that publish theirs.</summary>
public sealed class HostileServer : IAsyncLifetime
{
    private const string PartnerKey = "the partner's key, of more than thirty-two bytes";
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private ExternalIssuer _rsa = null!;
    private ExternalIssuer _curve = null!;
    private Dictionary<string, HostileTarget> _targets = [];

    /// <summary>The names of the issuers, in the order of <see cref="Target"/>.</summary>
    public static readonly string[] TargetNames = ["own", "partner", "rsa", "curve"];

    public McpTestServer Server { get; private set; } = null!;

    /// <summary>How often a published key set was asked for.</summary>
    public int Fetches => _rsa.KeySets + _curve.KeySets;

    public async ValueTask InitializeAsync()
    {
        _rsa = await ExternalIssuer.StartAsync(IssuerKeysOfTests.Rsa);
        _curve = await ExternalIssuer.StartAsync(IssuerKeysOfTests.P256);
        var setup = new McpTestServerOptions { Time = new FakeTimeProvider(Now), Map = app => app.MapMcp("/mcp").RequireMcpAuth() };
        setup.Set(
            "McpAuth:Jwt:TrustedIssuers:",
            ("0:Issuer", "https://partner.example"), ("0:SecretKey", PartnerKey), ("0:Audiences", "mcp-server"),
            ("1:Authority", _rsa.Authority), ("1:Audiences", "mcp-server"),
            ("2:Authority", _curve.Authority), ("2:Audiences", "mcp-server"));
        Server = await setup.StartAsync();
        _targets = new[]
        {
            await OwnAsync(),
            Foreign("partner", "https://partner.example", "HS256", null, input => HMACSHA256.HashData(Encoding.UTF8.GetBytes(PartnerKey), input)),
            Foreign("rsa", _rsa.Authority, "RS256", "rsa", IssuerKeysOfTests.Rsa.Sign, PublicSecrets((RSA)IssuerKeysOfTests.Rsa.Pair)),
            Foreign("curve", _curve.Authority, "ES256", "p256", IssuerKeysOfTests.P256.Sign, PublicSecrets((ECDsa)IssuerKeysOfTests.P256.Pair)),
        }.ToDictionary(target => target.Name);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await _rsa.DisposeAsync();
        await _curve.DisposeAsync();
    }

    internal HostileTarget Target(string name) => _targets[name];

    private async Task<HostileTarget> OwnAsync()
    {
        var issued = await Server.IssueAsync();
        var parts = issued.Value.Split('.');
        return new()
        {
            Name = "own",
            Algorithm = "HS256",
            Header = Members(parts[0]),
            Claims = Members(parts[1]),
            Sign = input => HMACSHA256.HashData(Encoding.UTF8.GetBytes(McpTestServer.SecretKey), input),
            HasRecord = true,
            NamesKeys = true,
            FitRecordAsync = async token =>
            {
                var record = (await Server.Store.FindAsync(issued.Token.Id))!;
                (await Server.Store.TryUpdateAsync(record with { Credential = record.Credential with { Hash = TokenHash.Compute(token) } })).Should().BeTrue();
            },
        };
    }

    private static HostileTarget Foreign(string name, string issuer, string algorithm, string? keyId, Func<byte[], byte[]> sign, params (string, byte[])[] publicSecrets) => new()
    {
        Name = name,
        Algorithm = algorithm,
        Header = [("alg", $"\"{algorithm}\""), ("typ", "\"at+jwt\""), .. keyId is null ? [] : new (string, string?)[] { ("kid", $"\"{keyId}\"") }],
        Claims =
        [
            ("iss", $"\"{issuer}\""), ("aud", "\"mcp-server\""), ("sub", "\"somebody\""), ("scope", "\"execute:mcp\""), ("jti", "\"1\""),
            ("iat", $"{Now.ToUnixTimeSeconds()}"), ("exp", $"{Now.AddHours(1).ToUnixTimeSeconds()}"),
        ],
        Sign = sign,
        NamesKeys = keyId is not null,
        PublicSecrets = publicSecrets,
    };

    private static (string, string?)[] Members(string segment) =>
        [.. System.Text.Json.JsonDocument.Parse(RawJwt.Decode(segment)).RootElement.EnumerateObject().Select(member => (member.Name, (string?)member.Value.GetRawText()))];

    private static (string, byte[])[] PublicSecrets(AsymmetricAlgorithm pair) =>
    [
        ("SPKI in PEM", Encoding.ASCII.GetBytes(pair.ExportSubjectPublicKeyInfoPem())),
        ("SPKI in PEM with a line end", Encoding.ASCII.GetBytes(pair.ExportSubjectPublicKeyInfoPem() + "\n")),
        ("SPKI in DER", pair.ExportSubjectPublicKeyInfo()),
        ("PKCS #1 in PEM, or half of SPKI for a curve", pair is RSA rsa ? Encoding.ASCII.GetBytes(rsa.ExportRSAPublicKeyPem()) : pair.ExportSubjectPublicKeyInfo()[..64]),
        ("the bare numbers", pair is RSA numbers ? numbers.ExportParameters(false).Modulus! : [.. ((ECDsa)pair).ExportParameters(false).Q.X!, .. ((ECDsa)pair).ExportParameters(false).Q.Y!]),
        ("the kid", Encoding.ASCII.GetBytes(pair is RSA ? "rsa" : "p256")),
        ("nothing", []),
    ];
}
