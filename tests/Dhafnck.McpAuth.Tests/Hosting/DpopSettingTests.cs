using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Tests.Hosting;

/// <summary>Wrong settings of proof of possession stop the host.</summary>
public sealed class DpopSettingTests
{
    [Theory]
    [InlineData("Algorithms", "ES256,HS256", "'HS256', which is not one of: RS256")]
    [InlineData("Algorithms", "none", "'none', which is not one of")]
    [InlineData("ProofLifetime", "00:00:00", "Dpop.ProofLifetime must be from 00:00:01 to 00:10:00")]
    [InlineData("ProofLifetime", "00:10:01", "Dpop.ProofLifetime must be from")]
    [InlineData("ProofLifetime", "60", "not a valid duration")]
    [InlineData("NonceLifetime", "00:00:09", "Dpop.NonceLifetime must be from 00:00:10 to 01:00:00")]
    [InlineData("NonceLifetime", "01:00:01", "Dpop.NonceLifetime must be from")]
    [InlineData("MaximumProofs", "999", "Dpop.MaximumProofs must be 1000 or more; it is 999.")]
    [InlineData("Require", "true", "McpAuth:Dpop:Require is not a setting")]
    [InlineData("Required", "yes", "McpAuth:Dpop:Required is 'yes', which cannot be read")]
    public async Task A_wrong_setting_stops_the_host_and_is_named(string setting, string value, string message) =>
        (await StartAsync(new() { ["JWT_SECRET_KEY"] = McpTestServer.SecretKey, [$"McpAuth:Dpop:{setting}"] = value })).Message.Should().Contain(message);

    [Theory]
    [InlineData("env")]
    [InlineData("none")]
    [InlineData("jwt,env")]
    public async Task Types_without_bound_tokens_cannot_require_them(string types)
    {
        var failure = await StartAsync(new()
        {
            ["MCP_AUTH_TYPE"] = types,
            ["JWT_SECRET_KEY"] = McpTestServer.SecretKey,
            ["MCP_BEARER_TOKEN"] = "a-fixed-token",
            ["McpAuth:Dpop:Required"] = "true",
        });

        failure.Message.Should().Contain("Dpop.Required accepts only tokens that are bound to a key");
    }

    private static async Task<OptionsValidationException> StartAsync(Dictionary<string, string?> settings)
    {
        var start = () => McpTestServer.StartAsync(options => options.Settings = settings);
        return (await start.Should().ThrowAsync<OptionsValidationException>()).Which;
    }
}
