using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens.Scanners;
using FluentAssertions;
using Xunit;
using static Dhafnck.McpAuth.TestKit.Tokens.Api.TokenApiRequests;

namespace Dhafnck.McpAuth.TestKit.Tokens.Api;

public abstract partial class TokenApiContract
{
    [Fact]
    public async Task A_leaked_token_that_a_scanner_reports_is_revoked_once_and_its_owner_reads_who_found_it_where()
    {
        await using var server = await Setup.WithScanners().StartAsync();
        using var created = await CreateAsync(server);
        var token = await ReadAsync(created);
        var (id, value) = (token.GetProperty("id").GetString()!, token.GetProperty("token").GetString()!);
        var other = await server.IssueAsync();

        (await server.ReportTokensAsync(value, "not a token", value)).Should().Equal("true_positive", "false_positive", "true_positive");
        (await server.ReportTokensAsync(value)).Should().Equal(["true_positive"], "a report that comes again gets the same answer");

        using var read = await server.SendAsUserAsync(HttpMethod.Get, $"{TokensPath}/{id}");
        (await ReadAsync(read)).GetProperty("revoked_at").ValueKind.Should().Be(System.Text.Json.JsonValueKind.String);
        (await server.StatusAsync(value)).Should().Be(HttpStatusCode.Unauthorized);
        (await server.StatusAsync(other.Value)).Should().Be(HttpStatusCode.OK);
        var entries = await AuditAsync(server, id);
        entries.Select(entry => entry.GetProperty("action").GetString()).Should().Equal("revoke", "create");
        By(entries[0]).Should().Be("scanner scanner");
        Detail(entries[0]).Should().Be($"reported by scanner (commit) {ScannerRequests.Place}");
        entries[0].GetProperty("address").GetString().Should().Be("127.0.0.1");
    }
}
