using System.Net;
using Dhafnck.McpAuth.Events;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Usage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tests.Events;

/// <summary>What the sinks are told when a token is used from somewhere else.</summary>
public sealed class NewAddressEventTests : EventTest
{
    [Fact]
    public async Task A_new_address_is_told_of_unless_it_is_the_first()
    {
        await using var server = await Setup.StartAsync();
        var issued = await server.IssueAsync();
        var other = await server.IssueAsync();
        await Usage.AddAsync(new TokenUse { TokenId = other.Token.Id, Requests = 1, Addresses = [SampleUsage.From("192.0.2.1", Time.GetUtcNow())] });

        using var first = await server.ListToolsAsync(issued.Value);
        using var second = await server.ListToolsAsync(other.Value);
        using var third = await server.ListToolsAsync(other.Value);

        await Sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.Created, TokenEventKind.NewAddress);
        Sink.Of(TokenEventKind.NewAddress).Single().TokenId.Should().Be(other.Token.Id);
        Sink.Of(TokenEventKind.NewAddress).Single().RemoteAddress.Should().Be(IPAddress.Loopback);
    }

    [Fact]
    public async Task An_address_is_told_and_kept_as_IPv4_where_it_is_one_however_the_socket_spells_it()
    {
        var server = await Setup.StartAsync(options => options.Map = app =>
        {
            app.Use((context, next) =>
            {
                context.Connection.RemoteIpAddress = IPAddress.Parse(context.Request.Headers["X-From"].ToString());
                return next(context);
            });
            app.MapMcp("/mcp").RequireMcpAuth();
        });
        var issued = await server.IssueAsync();
        foreach (var address in new[] { "192.0.2.1", "::ffff:192.0.2.2", "192.0.2.2", "::ffff:192.0.2.1" })
        {
            using var request = RawHttp.Post("/mcp", RawHttp.ToolsList, issued.Value);
            request.Headers.Add("X-From", address);
            using var response = await server.Http.SendAsync(request);
        }

        await Sink.ReceivedAsync(TokenEventKind.Created, TokenEventKind.NewAddress);
        Sink.Of(TokenEventKind.NewAddress).Single().RemoteAddress.Should().Be(IPAddress.Parse("192.0.2.2"));
        await server.DisposeAsync();
        Written.Should().ContainSingle().Which.Addresses.Select(address => address.Address).Should().BeEquivalentTo("192.0.2.1", "192.0.2.2");
    }
}
