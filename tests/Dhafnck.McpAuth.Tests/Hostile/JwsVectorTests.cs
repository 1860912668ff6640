using System.Net;
using System.Text.RegularExpressions;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tests.Providers.Issuers;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Hostile;

/// <summary>
/// The vectors of C2SP/wycheproof, sent over HTTP. What they sign is text and no claims, so that even the valid ones are
/// refused as they are; their keys and their paddings are tried on claims.
/// </summary>
public sealed partial class JwsVectorTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Each_of_them_is_refused_without_ado()
    {
        var groups = JwsVectors.Read();
        await using var issuer = await ExternalIssuer.StartAsync();
        issuer.Keys = [.. groups.Where(group => group.Public is not null).Select(group => group.Public!)];
        await using var server = await _time.TrustAsync(issuer);

        foreach (var vector in groups.SelectMany(group => group.Vectors).Where(vector => !vector.Jws.Any(char.IsControl)))
        {
            using var response = await server.ListToolsAsync(vector.Jws);

            response.StatusCode.Should().Be(HttpStatusCode.Unauthorized, "of {0}", vector);
            Challenge().IsMatch(response.Challenge()).Should().BeTrue("of {0}: {1}", vector, response.Challenge());
        }
    }

    [Fact]
    public async Task A_padding_that_the_vectors_find_wrong_is_wrong_on_claims_too()
    {
        var group = JwsVectors.Read().First(group => group.KeyType == "RSA" && group.Vectors.Length > 200);
        await using var issuer = await ExternalIssuer.StartAsync();
        issuer.Keys = [group.Public!];
        await using var server = await _time.TrustAsync(issuer);
        var claims = issuer.Claims(_time.GetUtcNow());
        var tried = 0;

        foreach (var vector in group.Vectors)
        {
            if (JwsVectors.Transplant(group, vector, claims) is { } token)
            {
                tried++;
                (await server.StatusAsync(token)).Should().Be(vector.IsValid ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, "of {0}", vector);
            }
        }

        tried.Should().BeGreaterThan(100);
    }

    [Fact]
    public async Task A_key_of_the_vectors_verifies_claims_when_it_is_for_signatures_of_an_algorithm_that_there_is()
    {
        string[] algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
        var verified = 0;
        foreach (var group in JwsVectors.Read().Where(group => group.Public is not null))
        {
            await using var issuer = await ExternalIssuer.StartAsync();
            issuer.Keys = [group.Public!];
            await using var server = await _time.TrustAsync(issuer);
            var named = group.Public!["alg"]?.GetValue<string>();
            var isForSignatures = group.Vectors.Any(vector => vector.IsValid);

            foreach (var algorithm in algorithms.Where(algorithm => algorithm[0] == 'E' == (group.KeyType == "EC")))
            {
                var status = await server.StatusAsync(group.Key(algorithm).Sign(issuer.Claims(_time.GetUtcNow())));
                status.Should().Be(isForSignatures && algorithm == named ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, "{0} with a key for {1}", algorithm, named);
                verified += status == HttpStatusCode.OK ? 1 : 0;
            }
        }

        verified.Should().BeGreaterThan(8);
    }

    [GeneratedRegex("^Bearer realm=\"mcp\"(, error=\"invalid_token\", error_description=\"(The access token is (invalid|malformed)\\.|There is no token after the word Bearer\\. [^\"]+|The access token is in brackets[^\"]+)\")?$")]
    private static partial Regex Challenge();
}
