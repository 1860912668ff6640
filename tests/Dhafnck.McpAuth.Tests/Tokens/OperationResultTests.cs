using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Tests.Tokens;

/// <summary>What the operations in code return, and what they leave in the audit trail when they refuse.</summary>
public sealed class OperationResultTests : IAsyncLifetime
{
    private static readonly TokenActor Operator = new() { Kind = TokenActorKind.Command, Id = "operator" };

    private readonly FormerEmployees _policy = new();
    private McpTestServer _server = null!;

    private ApiTokenService Tokens => _server.Services.GetRequiredService<ApiTokenService>();

    private ApiTokenAdministration Administration => _server.Services.GetRequiredService<ApiTokenAdministration>();

    public async ValueTask InitializeAsync() =>
        _server = await McpTestServer.StartAsync(options => options.Services = services => services.AddSingleton<ITokenOwnerPolicy>(_policy));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_version_of_a_returned_record_is_the_one_that_is_stored()
    {
        var token = (await _server.IssueAsync(["execute:mcp"])).Token;

        var granted = await Administration.GrantScopeAsync(Operator, token.Id, "read:tasks", cancellationToken: TestContext.Current.CancellationToken);
        await ShouldBeStoredAsync(granted);
        var removed = await Administration.RemoveScopeAsync(Operator, token.Id, "read:tasks", TestContext.Current.CancellationToken);
        await ShouldBeStoredAsync(removed);
        var updated = await Tokens.UpdateAsync("alice", token.Id, new() { Name = "another name" }, cancellationToken: TestContext.Current.CancellationToken);
        await ShouldBeStoredAsync(updated);
        var rotated = await Tokens.RotateAsync("alice", token.Id, TimeSpan.Zero, cancellationToken: TestContext.Current.CancellationToken);
        await ShouldBeStoredAsync(rotated);

        rotated.Token!.FormerCredential.Should().BeNull("there is no grace period");
        rotated.Token.Version.Should().BeGreaterThan(token.Version);
    }

    [Fact]
    public async Task A_scope_that_cannot_be_granted_is_named_with_those_that_can()
    {
        var token = (await _server.IssueAsync(["execute:mcp"])).Token;

        var granted = await Administration.GrantScopeAsync(Operator, token.Id, "no:such", cancellationToken: TestContext.Current.CancellationToken);

        granted.Status.Should().Be(TokenOperationStatus.Invalid);
        var message = granted.Errors.Should().ContainKey("scope").WhoseValue.Should().ContainSingle().Subject;
        message.Should().StartWith("The scope 'no:such' cannot be granted. Choose from: ").And.Contain("execute:mcp, ").And.EndWith(", mcp:admin.");
        (await DetailAsync(token, TokenAuditAction.GrantScope)).Should().Contain(message);
    }

    [Fact]
    public async Task A_grant_to_a_revoked_token_leaves_the_reason_in_the_audit_trail()
    {
        var token = (await _server.IssueAsync(["execute:mcp"])).Token;
        await Administration.RevokeAsync(Operator, token.Id, cancellationToken: TestContext.Current.CancellationToken);

        var granted = await Administration.GrantScopeAsync(Operator, token.Id, "read:tasks", cancellationToken: TestContext.Current.CancellationToken);

        granted.Status.Should().Be(TokenOperationStatus.Inactive);
        (await DetailAsync(token, TokenAuditAction.GrantScope)).Should().Be("read:tasks: The token is revoked or expired.");
    }

    [Fact]
    public async Task The_token_of_an_owner_who_is_no_longer_active_is_not_rotated_and_the_audit_trail_says_why()
    {
        var token = (await _server.IssueAsync()).Token;
        _policy.Names.Add("alice");

        var rotated = await Tokens.RotateAsync("alice", token.Id, TimeSpan.Zero, cancellationToken: TestContext.Current.CancellationToken);

        rotated.Status.Should().Be(TokenOperationStatus.OwnerInactive);
        (await DetailAsync(token, TokenAuditAction.Rotate)).Should().Be("The owner is no longer active.");
    }

    [Fact]
    public async Task A_token_without_the_scope_for_it_does_not_rotate_itself()
    {
        var issued = await _server.IssueAsync(["execute:mcp"]);

        var rotated = await Tokens.RotateItselfAsync(issued.Token.Id, TokenHash.Compute(issued.Value), TimeSpan.Zero, TestContext.Current.CancellationToken);

        rotated.Status.Should().Be(TokenOperationStatus.NotGranted);
        rotated.Errors.Should().ContainKey("scopes").WhoseValue.Should().Equal("The token does not have the scope 'tokens:rotate'.");
    }

    [Fact]
    public async Task The_connection_of_a_client_is_not_rotated_by_its_owner()
    {
        var options = _server.Services.GetRequiredService<IOptions<McpAuthOptions>>().Value;
        var opened = await _server.Services.GetRequiredService<ApiTokenConnections>().OpenAsync(
            "alice",
            new() { Client = new() { ClientId = "a-client", ClientName = "A client" }, Scopes = ["execute:mcp"], Audience = options.Jwt.Audiences[0] },
            TestContext.Current.CancellationToken);
        opened.Status.Should().Be(TokenOperationStatus.Succeeded);

        var rotated = await Tokens.RotateAsync("alice", opened.Token!.Id, TimeSpan.Zero, cancellationToken: TestContext.Current.CancellationToken);

        rotated.Status.Should().Be(TokenOperationStatus.NotGranted);
        rotated.Errors.Should().ContainKey("kind").WhoseValue.Should().Equal("The token is the connection of an OAuth client, which renews its access token itself.");
        (await _server.StatusAsync(opened.Issued!.Value)).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_revocation_of_another_version_is_refused_unless_the_token_is_revoked_already()
    {
        var token = (await _server.IssueAsync()).Token;

        (await RevokeAsync(token, token.Version + 1)).Should().Be(TokenOperationStatus.Conflict);
        (await RevokeAsync(token, token.Version)).Should().Be(TokenOperationStatus.Succeeded);
        (await RevokeAsync(token, token.Version)).Should().Be(TokenOperationStatus.Succeeded, "its version is another one now, but what is asked for is so");
    }

    private Task<TokenOperationStatus> RevokeAsync(ApiToken token, long version) => Administration.RevokeAsync(Operator, token.Id, version, TestContext.Current.CancellationToken);

    private async Task ShouldBeStoredAsync(TokenOperation operation)
    {
        operation.Status.Should().Be(TokenOperationStatus.Succeeded);
        (await _server.Store.FindAsync(operation.Token!.Id, TestContext.Current.CancellationToken))!.Version.Should().Be(operation.Token.Version);
    }

    private async Task<string?> DetailAsync(ApiToken token, TokenAuditAction action)
    {
        var entries = await Administration.ListAuditAsync(new TokenAuditQuery { TokenId = token.Id }, TestContext.Current.CancellationToken);
        return entries.Should().ContainSingle(entry => entry.Action == action && entry.Outcome == TokenAuditOutcome.Refused).Subject.Detail;
    }

    private sealed class FormerEmployees : ITokenOwnerPolicy
    {
        public HashSet<string> Names { get; } = [];

        public ValueTask<bool> IsActiveAsync(string ownerId, CancellationToken cancellationToken = default) => ValueTask.FromResult(!Names.Contains(ownerId));
    }
}
