using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Samples;

namespace Samples.Tests.Tenants;

/// <summary>The guide's "Multi-Tenant Configuration": a subclass that serves two audiences.</summary>
public sealed partial class TenantTests(TenantsProcess tenants) : IClassFixture<TenantsProcess>
{
    [Theory]
    [InlineData("org1.example.com", "/org1.example.com/mcp", HttpStatusCode.OK)]
    [InlineData("org2.example.com", "/org2.example.com/mcp", HttpStatusCode.OK)]
    [InlineData("org1.example.com", "/org2.example.com/mcp", HttpStatusCode.Unauthorized)]
    [InlineData("org2.example.com", "/org1.example.com/mcp", HttpStatusCode.Unauthorized)]
    [InlineData("org1.example.com", "/ORG1.example.com/mcp", HttpStatusCode.Unauthorized)]
    [InlineData("org1.example.com", "/org1%2eexample.com/mcp", HttpStatusCode.OK)]
    [InlineData("org1.example.com", "/x/../org2.example.com/mcp", HttpStatusCode.Unauthorized)]
    [InlineData("org1.example.com", "/org3.example.com/mcp", HttpStatusCode.Unauthorized)]
    public async Task A_token_is_accepted_at_the_address_of_its_own_tenant_alone(string tenant, string path, HttpStatusCode expected)
    {
        var server = tenants.Process;
        var tokens = PrintedToken().Matches(server.Output).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent("""{"jsonrpc":"2.0","method":"tools/call","params":{"name":"which_tenant","arguments":{}},"id":1}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        request.Headers.Authorization = new("Bearer", tokens[tenant]);
        using var response = await server.Http.SendAsync(request);

        response.StatusCode.Should().Be(expected);
        if (expected == HttpStatusCode.OK)
        {
            (await response.Content.ReadAsStringAsync()).Should().Contain(tenant);
        }
        else
        {
            response.Headers.WwwAuthenticate.ToString().Should().Contain("The token is for another tenant.");
            await Eventually.GetAsync(() => Task.FromResult(server.Output), output => RejectedEvent().IsMatch(output));
        }
    }

    [GeneratedRegex("token.rejected: tok_[0-9a-f]{32} other")]
    private static partial Regex RejectedEvent();

    [GeneratedRegex(@"^(\S+): (eyJ\S+)$", RegexOptions.Multiline)]
    private static partial Regex PrintedToken();
}
