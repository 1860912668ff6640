using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tests.Hostile.Cases;

namespace Dhafnck.McpAuth.Tests.Hostile;

/// <summary>
/// What is known of attacks on JWTs (RFC 8725 and what has been found in libraries since), against every kind of issuer: our
/// own, with a record that was made to fit; one that shares a key; and those that publish theirs.
/// </summary>
public sealed class HostileTokenTests(HostileServer server) : IClassFixture<HostileServer>
{
    private static readonly Dictionary<string, HostileCase> Cases = new IEnumerable<HostileCase>[]
    {
        AlgorithmCases.All(), KeyCases.All(), SignatureCases.All(), ClaimCases.All(), FormCases.All(), EncodingCases.All(),
    }.SelectMany(cases => cases).ToDictionary(hostile => hostile.Name);

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Fact]
    public void There_are_hundreds_of_them() => Cases.Count.Should().BeGreaterThan(500);

    [Theory]
    [InlineData("own")]
    [InlineData("partner")]
    [InlineData("rsa")]
    [InlineData("curve")]
    public async Task The_good_token_that_they_are_made_of_is_accepted(string name)
    {
        var target = server.Target(name);
        var token = target.Token();
        await target.FitRecordAsync(token);

        using var response = await server.Server.ListToolsAsync(token);

        response.IsSuccessStatusCode.Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_refused(string name)
    {
        var hostile = Cases[name];
        var targets = HostileServer.TargetNames.Select(server.Target).Where(hostile.Applies).ToList();
        targets.Should().NotBeEmpty();
        foreach (var target in targets)
        {
            var token = hostile.Make(target);
            await target.FitRecordAsync(token);
            var logged = server.Server.Log.Count;

            using var response = await server.Server.ListToolsAsync(token);

            await response.ShouldBeUnauthorizedAsync(hostile.Description, token, server.Server.Log.After(logged), $"{name}, of {target}");
        }
    }
}
