using Dhafnck.McpAuth.Hosting;
using Microsoft.Extensions.Options;
using static Dhafnck.McpAuth.Tests.Providers.Selection.SeveralProviders;

namespace Dhafnck.McpAuth.Tests.Providers.Selection;

/// <summary>What would leave open which of several providers checks a token stops the start.</summary>
public sealed class ProviderConflictTests
{
    [Theory]
    [InlineData("MCP_AUTH_TYPE is 'jwt,none'. 'none' accepts every request*", "MCP_AUTH_TYPE=jwt, None")]
    [InlineData("MCP_AUTH_TYPE names 'oauth', which is not*jwt, env, none*", "MCP_AUTH_TYPE=jwt,oauth")]
    [InlineData("MCP_AUTH_TYPE names 'env', but MCP_BEARER_TOKEN is not set*", "MCP_AUTH_TYPE=jwt,env", "MCP_BEARER_TOKEN=")]
    [InlineData("MCP_AUTH_TYPE names 'jwt', but JWT_SECRET_KEY is not set*", "MCP_AUTH_TYPE=jwt,env", "JWT_SECRET_KEY=")]
    [InlineData("MCP_AUTH_TYPE is set but empty*", "MCP_AUTH_TYPE= , ")]
    [InlineData("MCP_TOKEN_HEADER is 'Authorization', which is not*", "MCP_TOKEN_HEADER=Authorization")]
    [InlineData("MCP_TOKEN_HEADER is 'Mcp-Session-Id', which is not*", "MCP_TOKEN_HEADER=Mcp-Session-Id")]
    [InlineData("MCP_TOKEN_HEADER is 'X API Key', which is not*", "MCP_TOKEN_HEADER=X API Key")]
    [InlineData("MCP_TOKEN_HEADER is 'Cookie', which is not*", "McpAuth:TokenHeader=Cookie")]
    [InlineData("MCP_TOKEN_HEADER is 'dpop', which is not*", "MCP_TOKEN_HEADER=dpop")]
    public async Task Wrong_settings_stop_the_start(string message, params string[] settings)
    {
        var start = () => Of("jwt,env").StartAsync([.. settings.Select(setting => setting.Split('=', 2)).Select(pair => (pair[0], (string?)pair[1]))]);

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage(message);
    }

    [Theory]
    [InlineData("A token of MCP_BEARER_TOKEN has the form of the tokens that another type*", "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJkaGFmbmNrLW1jcCJ9.c2lnbmF0dXJl", null)]
    [InlineData("A token of MCP_BEARER_TOKEN has the form of the tokens that another type*", "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJ1bmtub3duIn0.c2lnbmF0dXJl", null)]
    [InlineData("A token of MCP_BEARER_TOKEN does not begin with McpAuth:Env:Prefix*", "one-of-the-operator", "svc_")]
    [InlineData("The provider 'env' has the prefix 'eyJ'*does not begin with 'ey', as JWTs do.", "eyJ-of-the-operator", "eyJ")]
    [InlineData("The provider 'env' has the prefix 's'*", "s-of-the-operator", "s")]
    public async Task A_fixed_token_that_would_never_be_accepted_stops_the_start_and_is_not_shown(string message, string token, string? prefix)
    {
        var start = () => Of("jwt,env").StartAsync(("MCP_BEARER_TOKEN", token), ("McpAuth:Env:Prefix", prefix));

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage(message).Which.Message.Should().NotContain(token);
    }

    [Fact]
    public async Task A_prefix_tells_fixed_tokens_from_others()
    {
        await using var server = await Of("env,others").StartAsync(options =>
        {
            options.Settings["MCP_BEARER_TOKEN"] = "svc_of-the-operator";
            options.Settings["McpAuth:Env:Prefix"] = "svc_";
            options.Auth = auth => auth.AddProvider("others", _ => new AskedProvider("any", ProviderCredentials.Any));
        });

        (await server.WhoAsync("svc_of-the-operator")).Should().EndWith("by env");
        (await server.WhoAsync("any")).Should().EndWith("by others");
        (await server.WhoAsync("svc_any")).Should().StartWith("401");
    }

    [Theory]
    [InlineData("The types 'one' and 'two' of MCP_AUTH_TYPE both check tokens of any form*or remove one of the types.", "any", "any")]
    [InlineData("The types 'one' and 'two'*both check the tokens of the issuer 'https://i.example'*", "issuer https://i.example", "issuer https://i.example")]
    [InlineData("The types 'one' and 'two'*have prefixes of which one begins with the other*", "prefix abc", "prefix abc_")]
    [InlineData("The types 'one' and 'two'*both read the header 'X-Key'*", "header X-Key", "header x-key")]
    [InlineData("The provider 'two' requires no token and names no header*or make it the only type.", "any", "open")]
    [InlineData("The provider 'two' names no form of token*", "any", "nothing")]
    [InlineData("The provider 'two' names the header 'X-Key' in its Credentials, but requires a bearer token*reads a header of its own.*", "any", "both X-Key")]
    public async Task Providers_whose_credentials_cannot_be_told_apart_stop_the_start(string message, string one, string two)
    {
        var start = () => Of("one,two").StartAsync(options => options.Auth = auth => Add(Add(auth, "one", one), "two", two));

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage(message);
    }

    [Fact]
    public async Task The_header_for_tokens_is_not_one_that_a_provider_reads_itself()
    {
        var start = () => Of("jwt,one").StartAsync(options =>
        {
            options.Settings["MCP_TOKEN_HEADER"] = "X-Key";
            options.Auth = auth => Add(auth, "one", "header x-key");
        });

        (await start.Should().ThrowAsync<InvalidOperationException>()).WithMessage("MCP_TOKEN_HEADER is 'X-Key', which the type 'one' reads itself*");
    }

    [Fact]
    public async Task The_name_of_a_provider_has_no_comma()
    {
        var add = () => Of("jwt").StartAsync(options => options.Auth = auth => auth.AddProvider<KeyProvider>("one,two"));

        (await add.Should().ThrowAsync<ArgumentException>()).WithMessage("*has no comma*");
    }

    private static McpAuthBuilder Add(McpAuthBuilder auth, string name, string form)
    {
        string[] parts = form.Split(' ');
        return auth.AddProvider(name, _ => new FormProvider(parts[0] is "header" or "open", parts[0] switch
        {
            "any" => ProviderCredentials.Any,
            "issuer" => new() { Issuers = [parts[1]] },
            "prefix" => new() { Prefixes = [parts[1]] },
            "header" or "both" => new() { Headers = [parts[1]] },
            _ => new(),
        }));
    }

    private sealed class FormProvider(bool isOpen, ProviderCredentials credentials) : IMcpAuthProvider
    {
        public bool RequiresToken => !isOpen;

        public ProviderCredentials Credentials => credentials;

        public ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }
}
