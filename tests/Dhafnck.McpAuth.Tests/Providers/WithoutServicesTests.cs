using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Tests.Providers;

/// <summary>An application's test can create tokens, and judge them with its provider, without a host.</summary>
public sealed class WithoutServicesTests
{
    [Fact]
    public async Task A_token_that_a_service_of_a_test_issued_is_accepted_by_a_provider_of_a_test_and_refused_once_revoked()
    {
        var options = Options.Create(new McpAuthOptions { Jwt = { SecretKey = McpTestServer.SecretKey, Audiences = { "mcp-server" } } });
        var (store, owners) = (new InMemoryTokenStore(), new AnyOwner());
        var tokens = new ApiTokenService(store, owners, options, new ScopeCatalog(), TimeProvider.System);
        var provider = new JwtBearerAuthProvider(new(options, store, owners, TimeProvider.System, NullLoggerFactory.Instance));

        var issued = (await tokens.CreateAsync("alice", new() { Name = "t", Scopes = [McpScopes.ReadTasks] })).Issued!;

        (await LoadAsync()).AccessToken!.Subject.Should().Be("alice");
        await tokens.RevokeAsync("alice", issued.Token.Id);
        (await LoadAsync()).Rejection!.Reason.Should().Be(RejectionReason.Revoked);

        async Task<AccessTokenResult> LoadAsync() => await provider.LoadAccessTokenAsync(new(issued.Value, new DefaultHttpContext()));
    }

    [Fact]
    public void Options_are_required()
    {
        var service = () => new ApiTokenService(new InMemoryTokenStore(), new AnyOwner(), null!, new ScopeCatalog(), TimeProvider.System);
        var dependencies = () => new JwtBearerAuthDependencies(null!, new InMemoryTokenStore(), new AnyOwner(), TimeProvider.System, NullLoggerFactory.Instance);

        service.Should().Throw<ArgumentNullException>().WithParameterName("options");
        dependencies.Should().Throw<ArgumentNullException>().WithParameterName("options");
    }

    [Fact]
    public void A_context_has_a_token_and_a_request_and_does_not_show_the_token()
    {
        var withoutToken = () => new BearerTokenContext(null!, new DefaultHttpContext());
        var withoutRequest = () => new BearerTokenContext("a-token", null!);

        withoutToken.Should().Throw<ArgumentNullException>().WithParameterName("token");
        withoutRequest.Should().Throw<ArgumentNullException>().WithParameterName("httpContext");
        new BearerTokenContext("a-token", new DefaultHttpContext()).ToString().Should().Be("[bearer token]");
    }

    [Fact]
    public async Task A_provider_and_its_results_name_the_argument_that_is_missing()
    {
        var options = Options.Create(new McpAuthOptions { Jwt = { SecretKey = McpTestServer.SecretKey, Audiences = { "mcp-server" } } });
        var provider = new JwtBearerAuthProvider(new(options, new InMemoryTokenStore(), new AnyOwner(), TimeProvider.System, NullLoggerFactory.Instance));
        var load = async () => await provider.LoadAccessTokenAsync(null!);
        var create = () => new JwtBearerAuthProvider(null!);
        var success = () => AccessTokenResult.Success(null!);
        var rejected = () => AccessTokenResult.Rejected((AccessToken)null!, "No.");
        var rejection = () => AccessTokenResult.Rejected((Rejection)null!);
        var blank = () => AccessTokenResult.Rejected(" ");

        await load.Should().ThrowAsync<ArgumentNullException>().WithParameterName("context");
        create.Should().Throw<ArgumentNullException>().WithParameterName("dependencies");
        success.Should().Throw<ArgumentNullException>().WithParameterName("accessToken");
        rejected.Should().Throw<ArgumentNullException>().WithParameterName("accessToken");
        rejection.Should().Throw<ArgumentNullException>().WithParameterName("rejection");
        blank.Should().Throw<ArgumentException>();
    }

    private sealed class AnyOwner : ITokenOwnerPolicy;
}
