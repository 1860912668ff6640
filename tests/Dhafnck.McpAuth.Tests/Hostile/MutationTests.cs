using System.Text.RegularExpressions;
using CsCheck;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.Tests.Bearer;
using Dhafnck.McpAuth.Tests.Providers;

namespace Dhafnck.McpAuth.Tests.Hostile;

/// <summary>Good tokens and good headers, changed in ways that nobody thought of: only the original passes.</summary>
public sealed class MutationTests(HostileServer server) : IClassFixture<HostileServer>
{
    private const int Iterations = 300;
    private const string Base64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static readonly Gen<char> TokenCharacter = Gen.Char[Base64Url + ".+/=~"];
    private static readonly Gen<char> HeaderCharacter = Gen.Frequency((4, Gen.Char[' ', '~']), (1, Gen.Char["\t \0\r\u007f\u0080\u00e9\u0430\uff22"]));

    [Theory]
    [InlineData("own")]
    [InlineData("partner")]
    [InlineData("rsa")]
    [InlineData("curve")]
    public async Task A_token_that_was_changed_is_refused(string name)
    {
        var target = server.Target(name);
        var original = target.Token();
        await target.FitRecordAsync(original);
        await Respelled(original, TokenCharacter).SampleAsync(
            async changed =>
            {
                using var response = await server.Server.ListToolsAsync(changed);
                return (int)response.StatusCode == (changed == original ? 200 : 401);
            },
            iter: Iterations,
            threads: 1);

        using var last = await server.Server.ListToolsAsync(original);
        last.IsSuccessStatusCode.Should().BeTrue();
    }

    [Theory]
    [InlineData("partner")]
    [InlineData("rsa")]
    [InlineData("curve")]
    public async Task Claims_that_were_changed_before_somebody_else_signed_them_are_refused(string name)
    {
        var target = server.Target(name);
        await Respelled(target.ClaimsWith(), HeaderCharacter).SampleAsync(
            async claims =>
            {
                using var response = await server.Server.ListToolsAsync(target.Token(claims: claims, sign: input => target.Sign([.. input, 0])));
                return (int)response.StatusCode == 401;
            },
            iter: Iterations,
            threads: 1);
    }

    [Theory]
    [InlineData("partner")]
    [InlineData("rsa")]
    public async Task Claims_that_were_changed_before_the_issuer_signed_them_break_nothing(string name)
    {
        var target = server.Target(name);
        await Respelled(target.ClaimsWith(), HeaderCharacter).SampleAsync(
            async claims =>
            {
                using var response = await server.Server.ListToolsAsync(target.Token(claims: claims));
                return (int)response.StatusCode is 200 or 401;
            },
            iter: Iterations,
            threads: 1);
    }

    [Theory]
    [InlineData("partner")]
    [InlineData("curve")]
    public async Task A_header_that_was_changed_before_the_issuer_signed_it_breaks_nothing(string name)
    {
        var target = server.Target(name);
        await Respelled(target.HeaderWith(), HeaderCharacter).SampleAsync(
            async header =>
            {
                using var response = await server.Server.ListToolsAsync(target.Token(header));
                return (int)response.StatusCode is 200 or 401;
            },
            iter: Iterations,
            threads: 1);
    }

    [Fact]
    public async Task An_Authorization_header_that_was_changed_passes_only_where_it_says_the_same()
    {
        var token = (await server.Server.IssueAsync()).Value;
        var theSame = new Regex($"^[ \t]*bearer +{Regex.Escape(token)}[ \t]*$", RegexOptions.IgnoreCase);
        await Respelled($"Bearer {token}", HeaderCharacter).SampleAsync(
            async value =>
            {
                var answer = await RawSocket.SendAsync(
                    server.Server.Http.BaseAddress!,
                    $"POST /mcp HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nContent-Length: {RawHttp.ToolsList.Length}\r\nAuthorization: {value}\r\n\r\n{RawHttp.ToolsList}");
                var status = answer.Split(' ')[1];
                return theSame.IsMatch(value) && value.Contains(token, StringComparison.Ordinal) ? status == "200" : status is "400" or "401";
            },
            iter: Iterations,
            threads: 1);
    }

    // One to three changes: a character put in another's place, put in or left out, segments exchanged, repeated, cut, encoded again.
    private static Gen<string> Respelled(string original, Gen<char> character)
    {
        var change = Gen.Select(Gen.Int[0, 7], Gen.Int[0, 1_000_000], Gen.Int[0, 1_000_000], character);
        return change.Array[1, 3].Select(changes => changes.Aggregate(original, (text, one) => Change(text, one.Item1, one.Item2, one.Item3, one.Item4)));
    }

    private static string Change(string text, int kind, int first, int second, char character)
    {
        if (text.Length == 0)
        {
            return character.ToString();
        }

        var (at, other) = (first % text.Length, second % text.Length);
        var segments = text.Split('.');
        switch (kind)
        {
            case 0 or 1:
                return $"{text[..at]}{character}{text[(at + 1)..]}";
            case 2:
                return text.Insert(at, character.ToString());
            case 3:
                return text.Remove(at, 1);
            case 4:
                var (one, two) = (first % segments.Length, second % segments.Length);
                (segments[one], segments[two]) = (segments[two], segments[one]);
                return string.Join('.', segments);
            case 5:
                return text[..Math.Max(at, other)] + text[Math.Min(at, other)..];
            case 6:
                return text[..at];
            default:
                segments[first % segments.Length] = RawJwt.Encode(segments[first % segments.Length]);
                return string.Join('.', segments);
        }
    }
}
