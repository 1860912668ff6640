using System.Net;
using System.Text;
using Conformance.Tests.Servers;

namespace Conformance.Tests;

public sealed class ConformanceTests(ITestOutputHelper log)
{
    [Theory]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task The_official_suite_says_the_same_of_a_server_with_authentication_as_without(string version)
    {
        ConformanceSuite.SkipWithout();
        await using var open = await ConformanceServer.StartOpenAsync();
        await using var guarded = await ConformanceServer.StartProtectedAsync();
        await using var passThrough = await PassThrough.StartAsync(guarded.Address, await guarded.IssueAsync());

        var runs = await Task.WhenAll(ConformanceSuite.RunAsync(open.Address, version), ConformanceSuite.RunAsync(passThrough.Address, version));

        var (without, with) = (runs[0], runs[1]);
        log.WriteLine($"{version}: {string.Join(", ", without.CountBy(check => check.Status).Select(count => $"{count.Value} {count.Key}"))}");
        foreach (var check in without.Where(check => check.Status is not "SUCCESS"))
        {
            log.WriteLine(check.ToString());
        }

        // The mode that serves clients of both kinds names the older versions, too, to a client that asks for an unknown one.
        without.Should().Contain(check => check.Status == "SUCCESS");
        without.Where(check => check.Status is "FAILURE" or "UNFINISHED").Select(check => check.Name).Should().BeSubsetOf(["ServerUnsupportedVersionError"]);
        string.Join('\n', Differences("without authentication", without, with).Concat(Differences("with authentication", with, without)))
            .Should().BeEmpty("authentication may change nothing that the suite sees");
    }

    [Fact]
    public async Task The_protected_server_lets_nobody_in_without_the_token()
    {
        await using var guarded = await ConformanceServer.StartProtectedAsync();
        await using var passThrough = await PassThrough.StartAsync(guarded.Address, token: null);
        using var client = new HttpClient();

        using var response = await client.PostAsync(passThrough.Address, new StringContent("{}", Encoding.UTF8, "application/json"));

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    private static IEnumerable<string> Differences(string side, IEnumerable<ConformanceCheck> checks, IEnumerable<ConformanceCheck> others)
    {
        var verdicts = others.Select(check => check.Verdict).ToHashSet();
        return checks.Where(check => !verdicts.Contains(check.Verdict)).Select(check => $"only {side}: {check}");
    }
}
