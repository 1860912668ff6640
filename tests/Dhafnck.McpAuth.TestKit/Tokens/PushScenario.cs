using System.Diagnostics;
using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using FluentAssertions;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.TestKit.Tokens;

/// <summary>A revocation at one process, and another one that polls too rarely to see it soon.</summary>
public static class PushScenario
{
    /// <summary>Far less than the time until the next poll, or until cached records are read again.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    /// <summary>Lets a server remember records, and poll once in 50 seconds.</summary>
    public static void PollRarely(McpTestServerOptions options)
    {
        options.RemembersRecords = true;
        options.Settings["McpAuth:Cache:PollInterval"] = "00:00:50";
        options.Settings["McpAuth:Cache:StalenessBound"] = "00:01:00";
    }

    /// <summary>Waits until changes are pushed to a server.</summary>
    public static Task UntilListeningAsync(this McpTestServer server) => server.Log.SaysAsync("Changes of tokens are pushed to this process");

    /// <summary>Revokes a token at one server, and gives the time until the other refuses it.</summary>
    public static async Task<TimeSpan> RevokeAsync(McpTestServer here, McpTestServer there, bool all = false)
    {
        var owner = Guid.NewGuid().ToString();
        var issued = await here.IssueAsync(owner: owner);
        (await there.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);

        var tokens = here.Services.GetRequiredService<ApiTokenService>();
        Task revocation = all ? tokens.RevokeAllAsync(owner) : tokens.RevokeAsync(owner, issued.Token.Id);
        await revocation;
        var watch = Stopwatch.StartNew();
        await Eventually.IsSoAsync(async () => await there.StatusAsync(issued.Value) == HttpStatusCode.Unauthorized);
        return watch.Elapsed;
    }
}
