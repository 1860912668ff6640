using Dhafnck.McpAuth.Hosting;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Introspection.Tests;

/// <summary>What keeps a host from starting, and which types are active.</summary>
public sealed class StartTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));

    public static TheoryData<string, Action<IntrospectionOptions>> Mistakes => new()
    {
        { "*'introspection': Endpoint must be an absolute https address*", options => options.Endpoint = "http://login.example.com/introspect" },
        { "*Endpoint must be*", options => options.Endpoint = "" },
        { "*Issuer must have*", options => options.Issuer = "" },
        { "*must differ from JWT_ISSUER*", options => options.Issuer = "dhafnck-mcp" },
        { "*must differ from JWT_ISSUER*", options => options.Issuer = "env" },
        { "*Audiences or ClientIds needs at least one value*", options => options.Audiences.Clear() },
        { "*ClientId and ClientSecret must be set*", options => options.ClientSecret = null },
        { "*ClientId and PrivateKey must be set*", options => options.ClientAuthentication = IntrospectionClientAuthentication.PrivateKeyJwt },
        { "*ClientId and PrivateKey must be set*", options => (options.ClientAuthentication, options.PrivateKey) = (IntrospectionClientAuthentication.PrivateKeyJwt, "s3cret") },
        { "*CacheDuration must be from zero*", options => options.CacheDuration = TimeSpan.FromMinutes(11) },
        { "*Timeout must be from*", options => options.Timeout = TimeSpan.FromMinutes(1) },
        { "*MaximumCachedTokens must be 1 or more*", options => options.MaximumCachedTokens = 0 },
        { "*it grants 'mcp:admin'*", options => options.GrantedScopes.Add("mcp:admin") },
        { "*it grants 'raed:tasks'*", options => options.ScopeMappings["x"] = ["raed:tasks"] },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Wrong_options_stop_the_start(string message, Action<IntrospectionOptions> mistake)
    {
        await using var endpoint = await PlayedEndpoint.StartAsync();
        var start = () => _time.IntrospectAsync(endpoint, mistake);

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage(message).Which.Message.Should().NotContain("s3cret");
    }

    [Fact]
    public async Task Tokens_of_GitHub_and_Google_that_could_call_nothing_stop_the_start()
    {
        var github = () => _time.StartAsync(auth => auth.AddGitHub("id", "s3cret", _ => { }));
        var google = () => _time.StartAsync(auth => auth.AddGoogle(["id"], _ => { }));

        await github.Should().ThrowAsync<OptionsValidationException>().WithMessage("*'github'*GrantedScopes*");
        await google.Should().ThrowAsync<OptionsValidationException>().WithMessage("*'google'*GrantedScopes*");
    }

    [Fact]
    public async Task Two_endpoints_for_tokens_of_any_form_need_a_prefix()
    {
        var both = (Action<IntrospectionOptions> one) => _time.StartAsync(auth => Add(Add(auth, "one", one), "two", _ => { }));

        await both.Invoking(start => start(_ => { })).Should().ThrowAsync<InvalidOperationException>().WithMessage("The types 'one' and 'two'*both check tokens of any form*");
        await using var server = await both(options => options.Prefixes.Add("one_"));
        server.Log.Text.Should().Contain("MCP authentication: jwt, one, two.");
    }

    [Fact]
    public async Task JWTs_of_an_issuer_are_verified_or_introspected_but_not_both()
    {
        var start = () => _time.StartAsync(
            auth => Add(auth, "one", options => options.IncludesJwts = true),
            ("McpAuth:Jwt:TrustedIssuers:0:Authority", IntrospectionServer.Issuer),
            ("McpAuth:Jwt:TrustedIssuers:0:Audiences", IntrospectionServer.Audience));

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("The types 'jwt' and 'one'*both check the tokens of the issuer*");
    }

    [Theory]
    [InlineData(null, "", "MCP authentication: introspection.")]
    [InlineData(null, McpTestServer.SecretKey, "MCP authentication: jwt, introspection.")]
    [InlineData("jwt", McpTestServer.SecretKey, "MCP authentication: jwt.")]
    [InlineData("introspection", "", "MCP authentication: introspection.")]
    public async Task It_is_active_unless_the_setting_says_otherwise(string? type, string key, string logged)
    {
        await using var endpoint = await PlayedEndpoint.StartAsync();
        await using var server = await _time.StartAsync(auth => Add(auth, "introspection", _ => { }), ("MCP_AUTH_TYPE", type), ("JWT_SECRET_KEY", key));

        server.Log.Text.Should().Contain(logged);
    }

    private static McpAuthBuilder Add(McpAuthBuilder auth, string name, Action<IntrospectionOptions> change) => auth.AddIntrospection(name, options =>
    {
        (options.Issuer, options.Endpoint, options.ClientId, options.ClientSecret) = (IntrospectionServer.Issuer, "https://login.example.com/introspect", "id", "s3cret");
        options.Audiences.Add(IntrospectionServer.Audience);
        change(options);
    });
}
