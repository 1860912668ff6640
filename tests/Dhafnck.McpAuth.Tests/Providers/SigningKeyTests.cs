using System.Net;
using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Tests.Providers;

/// <summary>How the key that signs is changed while its tokens are in use.</summary>
public sealed class SigningKeyTests
{
    private const string Former = "the former key, of more than thirty-two bytes";
    private const string Older = "the-key-before-that,-of-more-than-thirty-two-bytes";
    private const string Current = McpTestServer.SecretKey;

    private readonly InMemoryTokenStore _store = new();

    [Fact]
    public async Task A_token_names_its_key_by_a_fingerprint_that_is_the_same_for_the_same_key_alone()
    {
        await using var first = await SignedWithAsync(Current);
        await using var second = await SignedWithAsync(Current);
        await using var other = await SignedWithAsync(Former);

        var kid = KeyIdOf((await first.IssueAsync()).Value);
        kid.Should().MatchRegex("^[A-Za-z0-9_-]{11}$");
        KeyIdOf((await second.IssueAsync()).Value).Should().Be(kid);
        KeyIdOf((await other.IssueAsync()).Value).Should().NotBe(kid);
    }

    [Fact]
    public async Task Tokens_of_the_former_key_are_accepted_while_it_is_named_and_new_ones_are_signed_with_the_new_key()
    {
        await using var before = await SignedWithAsync(Former);
        var issued = await before.IssueAsync();
        await using var changing = await SignedWithAsync(Current, ("McpAuth:Jwt:PreviousSecretKeys:0", Former));
        await using var after = await SignedWithAsync(Current);
        var next = await changing.IssueAsync();

        (await changing.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.OK);
        (await changing.StatusAsync(next.Value)).Should().Be(HttpStatusCode.OK);
        (await after.StatusAsync(issued.Value)).Should().Be(HttpStatusCode.Unauthorized);
        (await after.StatusAsync(next.Value)).Should().Be(HttpStatusCode.OK);
        (await before.StatusAsync(next.Value)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("JWT_SECRET_KEY_PREVIOUS", "a-former-key-of-more-than-thirty-two-bytes, another-former-key-of-more-than-32-bytes")]
    [InlineData("McpAuth:Jwt:PreviousSecretKeys", "a-former-key-of-more-than-thirty-two-bytes,another-former-key-of-more-than-32-bytes")]
    [InlineData("JWT_SECRET_KEY_PREVIOUS_FILE", "a-former-key-of-more-than-thirty-two-bytes\nanother-former-key-of-more-than-32-bytes\n")]
    [InlineData("McpAuth:Jwt:PreviousSecretKeyFile", "a-former-key-of-more-than-thirty-two-bytes\r\nanother-former-key-of-more-than-32-bytes\r\n")]
    public async Task Several_former_keys_can_be_given_in_a_text_or_a_file(string setting, string keys)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, keys);
        try
        {
            await using var server = await SignedWithAsync(Current, (setting, setting.EndsWith("File", StringComparison.OrdinalIgnoreCase) ? file : keys));
            foreach (var key in new[] { "a-former-key-of-more-than-thirty-two-bytes", "another-former-key-of-more-than-32-bytes" })
            {
                await using var before = await SignedWithAsync(key);
                (await server.StatusAsync((await before.IssueAsync()).Value)).Should().Be(HttpStatusCode.OK, "of {0}", key);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_former_key_with_commas_and_spaces_stands_in_a_line_of_its_file()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllLinesAsync(file, [Older, Former]);
        try
        {
            await using var before = await SignedWithAsync(Former);
            await using var server = await SignedWithAsync(Current, ("JWT_SECRET_KEY_PREVIOUS_FILE", file));

            (await server.StatusAsync((await before.IssueAsync()).Value)).Should().Be(HttpStatusCode.OK);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(Current)]
    [InlineData(Former)]
    public async Task A_token_from_before_keys_had_names_is_accepted_by_any_of_them(string key)
    {
        await using var server = await SignedWithAsync(Current, ("McpAuth:Jwt:PreviousSecretKeys:0", Former));
        var token = await KnownAsync(server, key, """{"alg":"HS256","typ":"at+jwt"}""");

        (await server.StatusAsync(token)).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_name_that_is_none_of_our_keys_is_refused_whoever_signed()
    {
        await using var server = await SignedWithAsync(Current, ("McpAuth:Jwt:PreviousSecretKeys:0", Former));
        var token = await KnownAsync(server, Current, """{"alg":"HS256","typ":"at+jwt","kid":"another"}""");

        (await server.StatusAsync(token)).Should().Be(HttpStatusCode.Unauthorized);
        server.Log.Text.Should().Contain("the kid matches no key");
    }

    [Fact]
    public async Task The_name_of_one_key_does_not_go_with_the_signature_of_another()
    {
        await using var before = await SignedWithAsync(Former);
        await using var server = await SignedWithAsync(Current, ("McpAuth:Jwt:PreviousSecretKeys:0", Former));
        var kid = KeyIdOf((await before.IssueAsync()).Value);
        var token = await KnownAsync(server, Current, $$"""{"alg":"HS256","typ":"at+jwt","kid":"{{kid}}"}""");

        (await server.StatusAsync(token)).Should().Be(HttpStatusCode.Unauthorized);
        server.Log.Text.Should().Contain("(SecurityTokenInvalidSignatureException)");
    }

    [Theory]
    [InlineData("JWT_SECRET_KEY", " {0}\r\n")]
    [InlineData("McpAuth:Jwt:SecretKey", "\t{0} ")]
    [InlineData("JWT_SECRET_KEY_FILE", "\n{0}\n\n")]
    [InlineData("McpAuth:Jwt:SecretKeyFile", "  {0}\r\n")]
    [InlineData("JWT_SECRET_KEY_PREVIOUS", " {0}\n")]
    [InlineData("McpAuth:Jwt:PreviousSecretKeys", " {0} ,")]
    [InlineData("McpAuth:Jwt:PreviousSecretKeys:0", "{0}\n")]
    [InlineData("JWT_SECRET_KEY_PREVIOUS_FILE", "\n  {0} \n")]
    [InlineData("McpAuth:Jwt:PreviousSecretKeyFile", "{0}\r\n")]
    public async Task White_space_around_a_key_is_no_part_of_it_wherever_the_key_stands(string setting, string form)
    {
        const string Key = "a key of words that have spaces between them";
        var file = Path.GetTempFileName();
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, Key);
        await File.WriteAllTextAsync(file, text);
        try
        {
            await using var plain = await SignedWithAsync(Key);
            var isCurrent = !setting.Contains("Previous", StringComparison.OrdinalIgnoreCase);
            await using var server = await SignedWithAsync(isCurrent ? "" : Current, (setting, setting.EndsWith("File", StringComparison.OrdinalIgnoreCase) ? file : text));

            (await server.StatusAsync((await plain.IssueAsync()).Value)).Should().Be(HttpStatusCode.OK);
            (await plain.StatusAsync((await server.IssueAsync()).Value)).Should().Be(isCurrent ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task White_space_around_a_key_of_code_is_no_part_of_it()
    {
        await using var plain = await SignedWithAsync(Former);
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Code = auth =>
            {
                auth.Jwt.SecretKey = Current + "\n";
                auth.Jwt.PreviousSecretKeys.Add($" {Former}\r\n");
            };
            options.Store = _store;
        });
        await using var next = await SignedWithAsync(Current);

        (await server.StatusAsync((await plain.IssueAsync()).Value)).Should().Be(HttpStatusCode.OK);
        (await next.StatusAsync((await server.IssueAsync()).Value)).Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("JWT_SECRET_KEY", "JWT_SECRET_KEY contains a line break*single line*openssl*")]
    [InlineData("JWT_SECRET_KEY_FILE", "JWT_SECRET_KEY contains a line break*single line*")]
    [InlineData("McpAuth:Jwt:SecretKey", "JWT_SECRET_KEY contains a line break*")]
    [InlineData("JWT_SECRET_KEY_PREVIOUS", "*A key of JWT_SECRET_KEY_PREVIOUS contains a line break*")]
    [InlineData("McpAuth:Jwt:PreviousSecretKeys:0", "*A key of JWT_SECRET_KEY_PREVIOUS contains a line break*")]
    public async Task A_key_of_two_lines_stops_the_start_wherever_it_stands_and_is_not_quoted(string setting, string message)
    {
        foreach (var between in new[] { "\n", "\r\n", "\r", "\t", "\u2028" })
        {
            var text = $"{new string('a', 64)}{between}{new string('b', 64)}";
            var file = Path.GetTempFileName();
            await File.WriteAllTextAsync(file, text);
            var isFile = setting.EndsWith("File", StringComparison.OrdinalIgnoreCase);
            var start = () => SignedWithAsync(setting.Contains("Previous", StringComparison.OrdinalIgnoreCase) ? Current : "", (setting, isFile ? file : text));

            (await start.Should().ThrowAsync<OptionsValidationException>("with {0}", (int)between[0])).WithMessage(message).Which.Message.Should().NotContain("aaa").And.NotContain("bbb");
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("Each key of JWT_SECRET_KEY_PREVIOUS must have at least 32 bytes*", Current, "JWT_SECRET_KEY_PREVIOUS", "short")]
    [InlineData("Each key of JWT_SECRET_KEY_PREVIOUS*keys that contain a comma*", Current, "JWT_SECRET_KEY_PREVIOUS", "a key for a test, of more than thirty-two bytes")]
    [InlineData("*differ from JWT_SECRET_KEY*", Older, "McpAuth:Jwt:PreviousSecretKeys:0", Older)]
    [InlineData("*JWT_SECRET_KEY_PREVIOUS is set, but JWT_SECRET_KEY is not*", "", "McpAuth:Jwt:PreviousSecretKeys:0", Older)]
    [InlineData("JWT_SECRET_KEY_PREVIOUS is set but empty*", Current, "JWT_SECRET_KEY_PREVIOUS", " , ")]
    [InlineData("JWT_SECRET_KEY_PREVIOUS_FILE names the file '/does/not/exist'*", Current, "JWT_SECRET_KEY_PREVIOUS_FILE", "/does/not/exist")]
    public async Task Wrong_former_keys_stop_the_start_and_are_not_quoted(string message, string current, string setting, string value)
    {
        var start = () => SignedWithAsync(current, (setting, value));

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage(message).Which.Message.Should().NotContain(Older).And.NotContain("short");
    }

    [Fact]
    public async Task Former_keys_in_two_places_stop_the_start()
    {
        var start = () => SignedWithAsync(Current, ("JWT_SECRET_KEY_PREVIOUS", Older), ("JWT_SECRET_KEY_PREVIOUS_FILE", "/run/secrets/key"));

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage("Both JWT_SECRET_KEY_PREVIOUS and JWT_SECRET_KEY_PREVIOUS_FILE are set*");
    }

    // A record is made to fit, so that nothing but the key decides.
    private static async Task<string> KnownAsync(McpTestServer server, string key, string header)
    {
        var issued = await server.IssueAsync();
        var token = RawJwt.Hs256(key, header, RawJwt.Decode(issued.Value.Split('.')[1]));
        await server.Store.TryUpdateAsync(issued.Token with { Credential = issued.Token.Credential with { Hash = TokenHash.Compute(token) } });
        return token;
    }

    private static string KeyIdOf(string token) =>
        JsonDocument.Parse(RawJwt.Decode(token.Split('.')[0])).RootElement.GetProperty("kid").GetString()!;

    private Task<McpTestServer> SignedWithAsync(string key, params (string Key, string? Value)[] settings) =>
        new McpTestServerOptions { Store = _store }.StartAsync([("JWT_SECRET_KEY", key), .. settings]);
}
