using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Tests.Hosting;

/// <summary>Where settings come from, and which holds.</summary>
public sealed class SettingsTests : IDisposable
{
    private const string Key = McpTestServer.SecretKey;
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task The_defaults_are_the_documented_ones()
    {
        var options = await ReadAsync([("JWT_SECRET_KEY", Key)]);

        options.AuthType.Should().Be("jwt");
        options.Jwt.Issuer.Should().Be("dhafnck-mcp");
        options.Jwt.Audiences.Should().Equal("mcp-server");
        options.Scopes.Required.Should().BeEmpty();
        options.Scopes.ToolCall.Should().Be("execute:mcp");
        options.Scopes.Granted.Should().NotContain("mcp:admin").And.NotContain("tokens:rotate").And.Contain("write:agents");
        options.Env.Subject.Should().Be("env");
    }

    [Fact]
    public async Task Every_setting_can_come_from_the_section()
    {
        var options = await ReadAsync(
        [
            ("McpAuth:AuthType", "env"),
            ("McpAuth:Jwt:SecretKey", Key),
            ("McpAuth:Jwt:Issuer", "section"),
            ("McpAuth:Jwt:Audiences:0", "one"),
            ("McpAuth:Jwt:Audiences:1", "two"),
            ("McpAuth:Env:Tokens:0", "abc"),
            ("McpAuth:Env:Subject", "robot"),
            ("McpAuth:Scopes:Required:0", "mcp:access"),
            ("McpAuth:Scopes:Granted:0", "read:tasks"),
            ("McpAuth:Scopes:ToolCall", ""),
        ]);

        options.AuthType.Should().Be("env");
        options.Jwt.SecretKey.Should().Be(Key);
        options.Jwt.Issuer.Should().Be("section");
        options.Jwt.Audiences.Should().Equal("one", "two");
        options.Env.Tokens.Should().Equal("abc");
        options.Env.Subject.Should().Be("robot");
        options.Scopes.Required.Should().Equal("mcp:access");
        options.Scopes.Granted.Should().Equal("read:tasks");
        options.Scopes.ToolCall.Should().BeNullOrEmpty();
    }

    [Fact]
    public async Task A_list_in_the_section_may_be_one_text()
    {
        var options = await ReadAsync(
        [
            ("McpAuth:Jwt:SecretKey", Key),
            ("McpAuth:Jwt:Audiences", "one, two"),
            ("McpAuth:Scopes:Required", "mcp:access execute:mcp"),
            ("McpAuth:Env:Tokens", "abc,def"),
        ]);

        options.Jwt.Audiences.Should().Equal("one", "two");
        options.Scopes.Required.Should().Equal("mcp:access", "execute:mcp");
        options.Env.Tokens.Should().Equal("abc", "def");
    }

    [Fact]
    public async Task One_text_takes_the_place_of_the_items_that_another_source_has()
    {
        var options = await ReadAsync(
        [
            ("McpAuth:Jwt:SecretKey", Key),
            ("McpAuth:Jwt:Audiences:0", "of-the-file"),
            ("McpAuth:Jwt:Audiences", "one, two"),
            ("McpAuth:Env:Tokens:0", "of-the-file"),
            ("McpAuth:Env:Tokens:1", "of-the-file-too"),
            ("McpAuth:Env:Tokens", "abc"),
        ]);

        options.Jwt.Audiences.Should().Equal("one", "two");
        options.Env.Tokens.Should().Equal("abc");
    }

    [Theory]
    [InlineData("MCP_BEARER_TOKEN", "abc , def\n")]
    [InlineData("McpAuth:Env:Tokens", "\tabc,, def ")]
    public async Task White_space_around_a_static_token_is_no_part_of_it(string setting, string tokens)
    {
        (await ReadAsync([(setting, tokens)])).Env.Tokens.Should().Equal("abc", "def");
    }

    [Fact]
    public async Task White_space_around_a_static_token_of_a_list_or_of_code_is_no_part_of_it_either()
    {
        (await ReadAsync([("McpAuth:Env:Tokens:0", "abc\n")], options => options.Env.Tokens.Add(" def"))).Env.Tokens.Should().Equal("abc", "def");
    }

    [Fact]
    public async Task The_environment_beats_the_section_and_code_beats_the_environment()
    {
        (string, string)[] settings =
        [
            ("McpAuth:Jwt:SecretKey", Key), ("McpAuth:Jwt:Issuer", "section"), ("McpAuth:Jwt:Audiences:0", "section"), ("McpAuth:AuthType", "none"),
            ("JWT_ISSUER", "environment"), ("JWT_AUDIENCE", "environment"), ("MCP_AUTH_TYPE", "jwt"),
        ];

        var environment = await ReadAsync(settings);
        var code = await ReadAsync(settings, options => options.Jwt.Issuer = "code");

        environment.AuthType.Should().Be("jwt");
        environment.Jwt.Issuer.Should().Be("environment");
        environment.Jwt.Audiences.Should().Equal("environment");
        code.Jwt.Issuer.Should().Be("code");
        code.Jwt.Audiences.Should().Equal("environment");
    }

    [Theory]
    [InlineData("mcp:access,execute:mcp")]
    [InlineData("mcp:access execute:mcp")]
    [InlineData(" mcp:access , execute:mcp ,")]
    public async Task Required_scopes_have_commas_or_spaces_between(string scopes)
    {
        var options = await ReadAsync([("JWT_SECRET_KEY", Key), ("MCP_REQUIRED_SCOPES", scopes)]);

        options.Scopes.Required.Should().Equal("mcp:access", "execute:mcp");
    }

    [Theory]
    [InlineData("JWT_SECRET_KEY_FILE")]
    [InlineData("McpAuth:Jwt:SecretKeyFile")]
    public async Task The_key_can_be_in_a_file_whose_last_line_end_does_not_count(string setting)
    {
        await File.WriteAllTextAsync(_file, Key + "\n");

        (await ReadAsync([(setting, _file)])).Jwt.SecretKey.Should().Be(Key);
    }

    [Theory]
    [InlineData("MCP_BEARER_TOKEN_FILE", "abc\r\ndef\n")]
    [InlineData("McpAuth:Env:TokenFile", "abc\r\ndef\n")]
    [InlineData("MCP_BEARER_TOKEN_FILE", "\n abc,\n\ndef ,\n")]
    public async Task Static_tokens_can_be_in_a_file_with_commas_or_line_ends_between(string setting, string tokens)
    {
        await File.WriteAllTextAsync(_file, tokens);

        (await ReadAsync([(setting, _file)])).Env.Tokens.Should().Equal("abc", "def");
    }

    [Theory]
    [InlineData("MCP_BEARER_TOKEN_FILE")]
    [InlineData("McpAuth:Env:TokenFile")]
    [InlineData(null)]
    public async Task A_line_of_words_in_a_file_is_no_list_of_tokens(string? setting)
    {
        await File.WriteAllTextAsync(_file, "abc\nBearer s3cret\n");

        var start = () => ReadAsync(setting is null ? [] : [(setting, _file)], options => options.Env.TokenFile = setting is null ? _file : null);

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage("A token of MCP_BEARER_TOKEN contains white space*").Which.ToString().Should().NotContain("s3cret");
    }

    [Fact]
    public async Task A_file_named_in_code_beats_the_environments_value()
    {
        await File.WriteAllTextAsync(_file, Key);

        var options = await ReadAsync([("JWT_SECRET_KEY", "another key of more than thirty-two bytes")], options => options.Jwt.SecretKeyFile = _file);

        options.Jwt.SecretKey.Should().Be(Key);
    }

    private static async Task<McpAuthOptions> ReadAsync((string Key, string Value)[] settings, Action<McpAuthOptions>? code = null)
    {
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Settings = settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value);
            options.Code = code;
            options.Map = app => app.MapMcp("/mcp").RequireMcpAuth();
        });
        return server.Services.GetRequiredService<IOptions<McpAuthOptions>>().Value;
    }
}
