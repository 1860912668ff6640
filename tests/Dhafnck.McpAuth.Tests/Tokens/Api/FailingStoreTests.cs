using System.Net;
using Dhafnck.McpAuth.Testing.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace Dhafnck.McpAuth.Tests.Tokens.Api;

public sealed class FailingStoreTests
{
    [Fact]
    public async Task A_store_that_fails_is_503_with_a_problem_and_no_details()
    {
        var store = Substitute.For<ITokenStore>();
        store.ListAsync(Arg.Any<TokenQuery>(), Arg.Any<CancellationToken>()).Returns<TokenPage>(_ => throw new TimeoutException("no answer from db.internal"));
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Environment = "Development";
            options.Builder = builder => builder.Services.AddSingleton(store);
        });

        using var response = await server.SendAsUserAsync(HttpMethod.Get, "/api/v2/tokens");

        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter.Should().NotBeNull();
        (await response.Content.ReadAsStringAsync()).Should().NotContain("db.internal");
    }
}
