using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Tests.Tokens;

/// <summary>A wrong argument of the operations in code is an exception that names it.</summary>
public sealed class OperationArgumentTests
{
    private const string Unknown = "tok_00000000000000000000000000000000";
    private static readonly TokenActor Operator = new() { Kind = TokenActorKind.Command, Id = "operator" };
    private static readonly NewApiToken New = new() { Name = "a token", Scopes = ["execute:mcp"] };
    private static readonly TokenConnection Client = new() { ClientId = "an application", ClientName = "An application" };
    private static readonly NewTokenConnection NewConnection = new() { Client = Client, Scopes = ["execute:mcp"], Audience = "mcp-server" };
    private static readonly TimeSpan TooLong = ApiTokenService.MaximumGracePeriod + TimeSpan.FromTicks(1);

    private static readonly Dictionary<string, (string Argument, Func<ApiTokenService, Task> Call)> OfService = new()
    {
        ["as nobody"] = ("actor", tokens => Task.FromResult(tokens.As(null!))),
        ["create for no owner"] = ("ownerId", tokens => tokens.CreateAsync(null!, New)),
        ["create for a blank owner"] = ("ownerId", tokens => tokens.CreateAsync(" ", New)),
        ["create for a long owner"] = ("ownerId", tokens => tokens.CreateAsync(new string('o', 201), New)),
        ["create nothing"] = ("request", tokens => tokens.CreateAsync("alice", null!)),
        ["update nothing"] = ("change", tokens => tokens.UpdateAsync("alice", Unknown, null!)),
        ["rotate with a negative grace period"] = ("gracePeriod", tokens => tokens.RotateAsync("alice", Unknown, TimeSpan.FromTicks(-1))),
        ["rotate with a long grace period"] = ("gracePeriod", tokens => tokens.RotateAsync("alice", Unknown, TooLong)),
        ["rotate itself with a long grace period"] = ("gracePeriod", tokens => tokens.RotateItselfAsync(Unknown, TokenHash.Compute("a token"), TooLong)),
        ["rotate itself without a hash"] = ("presented", tokens => tokens.RotateItselfAsync(Unknown, null!, TimeSpan.Zero)),
        ["find for no owner"] = ("ownerId", tokens => tokens.FindAsync(null!, Unknown)),
        ["list without a query"] = ("query", tokens => tokens.ListAsync(null!)),
        ["list of every owner"] = ("query", tokens => tokens.ListAsync(new TokenQuery { OwnerId = null })),
        ["list none"] = ("query", tokens => tokens.ListAsync(new TokenQuery { OwnerId = "alice", Limit = 0 })),
        ["list before the first"] = ("query", tokens => tokens.ListAsync(new TokenQuery { OwnerId = "alice", Skip = -1 })),
        ["list the trail without a query"] = ("query", tokens => tokens.ListAuditAsync(null!)),
        ["list the trail of every owner"] = ("query", tokens => tokens.ListAuditAsync(new TokenAuditQuery())),
        ["list none of the trail"] = ("query", tokens => tokens.ListAuditAsync(new TokenAuditQuery { OwnerId = "alice", Limit = 0 })),
        ["revoke all of a blank owner"] = ("ownerId", tokens => tokens.RevokeAllAsync(" ")),
    };

    private static readonly Dictionary<string, (string Argument, Func<ApiTokenAdministration, Task> Call)> OfAdministration = new()
    {
        ["list without a query"] = ("query", tokens => tokens.ListAsync(null!)),
        ["list none"] = ("query", tokens => tokens.ListAsync(new TokenQuery { OwnerId = null, Limit = 0 })),
        ["list the trail without a query"] = ("query", tokens => tokens.ListAuditAsync(null!)),
        ["revoke as nobody"] = ("by", tokens => tokens.RevokeAsync(null!, Unknown)),
        ["revoke all as nobody"] = ("by", tokens => tokens.RevokeAllAsync(null!, "alice")),
        ["revoke all of a blank owner"] = ("ownerId", tokens => tokens.RevokeAllAsync(Operator, " ")),
        ["revoke what was issued as nobody"] = ("by", tokens => tokens.RevokeIssuedAsync(null!, default)),
        ["grant as nobody"] = ("by", tokens => tokens.GrantScopeAsync(null!, Unknown, "read:tasks")),
        ["grant nothing"] = ("scope", tokens => tokens.GrantScopeAsync(Operator, Unknown, null!)),
        ["deny as nobody"] = ("by", tokens => tokens.DenyScopeAsync(null!, Unknown, "read:tasks")),
        ["deny nothing"] = ("scope", tokens => tokens.DenyScopeAsync(Operator, Unknown, null!)),
        ["remove a scope as nobody"] = ("by", tokens => tokens.RemoveScopeAsync(null!, Unknown, "read:tasks")),
        ["remove no scope"] = ("scope", tokens => tokens.RemoveScopeAsync(Operator, Unknown, null!)),
    };

    private static readonly Dictionary<string, (string Argument, Func<ApiTokenConnections, Task> Call)> OfConnections = new()
    {
        ["find of no owner"] = ("ownerId", tokens => tokens.FindAsync(null!, Client.ClientId, "mcp-server")),
        ["find of no client"] = ("clientId", tokens => tokens.FindAsync("alice", null!, "mcp-server")),
        ["find for no resource"] = ("audience", tokens => tokens.FindAsync("alice", Client.ClientId, null!)),
        ["open for a blank owner"] = ("ownerId", tokens => tokens.OpenAsync(" ", NewConnection)),
        ["open for a long owner"] = ("ownerId", tokens => tokens.OpenAsync(new string('o', 201), NewConnection)),
        ["open nothing"] = ("request", tokens => tokens.OpenAsync("alice", null!)),
        ["refresh no token"] = ("tokenId", tokens => tokens.RefreshAsync(null!, Client.ClientId, 1, new())),
        ["refresh for no client"] = ("clientId", tokens => tokens.RefreshAsync(Unknown, null!, 1, new())),
        ["refresh without lifetimes"] = ("lifetimes", tokens => tokens.RefreshAsync(Unknown, Client.ClientId, 1, null!)),
        ["end no token"] = ("tokenId", tokens => tokens.EndAsync(null!, Client.ClientId)),
        ["end for no client"] = ("clientId", tokens => tokens.EndAsync(Unknown, null!)),
        ["end by no access token"] = ("accessToken", tokens => tokens.EndByAccessTokenAsync(null!, Client.ClientId)),
        ["end by access token for no client"] = ("clientId", tokens => tokens.EndByAccessTokenAsync("any", null!)),
    };

    public static TheoryData<string> NamesOfService => [.. OfService.Keys];

    public static TheoryData<string> NamesOfAdministration => [.. OfAdministration.Keys];

    public static TheoryData<string> NamesOfConnections => [.. OfConnections.Keys];

    [Theory]
    [MemberData(nameof(NamesOfService))]
    public async Task The_service_names_the_argument(string name)
    {
        await using var server = await McpTestServer.StartAsync();
        var (argument, call) = OfService[name];

        var calling = () => call(server.Services.GetRequiredService<ApiTokenService>());

        (await calling.Should().ThrowAsync<ArgumentException>()).Which.ParamName.Should().Be(argument);
        (await server.Store.ListAsync(new TokenQuery { OwnerId = null }, TestContext.Current.CancellationToken)).Items.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(NamesOfAdministration))]
    public async Task The_administration_names_the_argument(string name)
    {
        await using var server = await McpTestServer.StartAsync();
        var (argument, call) = OfAdministration[name];

        var calling = () => call(server.Services.GetRequiredService<ApiTokenAdministration>());

        (await calling.Should().ThrowAsync<ArgumentException>()).Which.ParamName.Should().Be(argument);
    }

    [Theory]
    [MemberData(nameof(NamesOfConnections))]
    public async Task The_connections_name_the_argument(string name)
    {
        await using var server = await McpTestServer.StartAsync();
        var (argument, call) = OfConnections[name];

        var calling = () => call(server.Services.GetRequiredService<ApiTokenConnections>());

        (await calling.Should().ThrowAsync<ArgumentException>()).Which.ParamName.Should().Be(argument);
        (await server.Store.ListAsync(new TokenQuery { OwnerId = null }, TestContext.Current.CancellationToken)).Items.Should().BeEmpty();
    }

    [Fact]
    public async Task The_greatest_values_are_no_mistake()
    {
        await using var server = await McpTestServer.StartAsync();
        var tokens = server.Services.GetRequiredService<ApiTokenService>();
        var owner = new string('o', 200);
        var created = await tokens.CreateAsync(owner, New, cancellationToken: TestContext.Current.CancellationToken);

        var rotated = await tokens.RotateAsync(owner, created.Token!.Id, ApiTokenService.MaximumGracePeriod, cancellationToken: TestContext.Current.CancellationToken);

        rotated.Status.Should().Be(TokenOperationStatus.Succeeded);
        (await tokens.RevokeAsync(owner, created.Token.Id, TestContext.Current.CancellationToken)).Should().BeTrue();
        (await tokens.RevokeAsync(owner, Unknown, TestContext.Current.CancellationToken)).Should().BeFalse();
        (await tokens.FindAsync(owner, "no identifier", TestContext.Current.CancellationToken)).Should().BeNull();
    }
}
