using System.Net;
using Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;
using Dhafnck.McpAuth.TestKit.Hosting;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Flow;

/// <summary>Several processes of one server share what they issue, without any key in their settings.</summary>
public sealed class ProcessesTests
{
    [Fact]
    public async Task A_code_and_a_refresh_token_of_one_process_are_good_at_another()
    {
        await using var first = await ConnectServer.StartAsync();
        await using var second = await first.StartAnotherAsync();
        var client = await OAuthClient.RegisterAsync(first);
        var code = await client.AskAsync();

        var elsewhere = new OAuthClient(client, second, resource: first.Mcp);
        var answer = (await elsewhere.ExchangeAsync(code)).ShouldSucceed();
        var renewed = (await client.RefreshAsync(answer.RefreshToken)).ShouldSucceed();

        (await second.UseAsync(renewed.AccessToken)).Should().Be(HttpStatusCode.OK);
        (await elsewhere.RefreshAsync(answer.RefreshToken)).ShouldBeRefused("invalid_grant");
    }

    [Fact]
    public async Task A_connection_that_ends_at_one_process_is_refused_at_the_others_within_a_second()
    {
        await using var first = await ConnectServer.StartAsync();
        await using var second = await first.StartAnotherAsync();
        await using var third = await first.StartAnotherAsync();
        var client = await OAuthClient.RegisterAsync(first);
        var answer = await client.ConnectAsync();
        (await second.UseAsync(answer.AccessToken)).Should().Be(HttpStatusCode.OK);
        (await third.UseAsync(answer.AccessToken)).Should().Be(HttpStatusCode.OK);

        await first.RevokeAsync((await first.ListAsync()).Single().Id);
        var ended = TimeProvider.System.GetTimestamp();
        foreach (var process in (ConnectServer[])[second, third])
        {
            await Eventually.GetAsync(() => process.UseAsync(answer.AccessToken), status => status == HttpStatusCode.Unauthorized);
        }

        TimeProvider.System.GetElapsedTime(ended).Should().BeLessThan(TimeSpan.FromSeconds(1));
        (await new OAuthClient(client, second, resource: first.Mcp).RefreshAsync(answer.RefreshToken)).ShouldBeRefused("invalid_grant");
    }
}
