using System.Net;
using System.Text.RegularExpressions;
using Dhafnck.McpAuth.TestKit.Hosting;

namespace Dhafnck.McpAuth.Tests.Hostile;

/// <summary>What every refusal has to be, whatever was sent.</summary>
internal static partial class Refusal
{
    private const int TellingLength = 12;

    /// <summary>The challenge parses, says what it has to, and nothing that was sent comes back in the answer or stands in the log.</summary>
    public static async Task ShouldBeUnauthorizedAsync(this HttpResponseMessage response, string description, string sent, IEnumerable<string> logged, string because)
    {
        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized, because);
        var challenge = response.Challenge();
        Challenge().IsMatch(challenge).Should().BeTrue("'{0}' has to parse: {1}", challenge, because);
        challenge.Should().EndWith($"error=\"invalid_token\", error_description=\"{description}\"", because);
        var answer = $"{response.Headers}{response.Content.Headers}{await response.Content.ReadAsStringAsync()}";
        var log = string.Join('\n', logged);
        foreach (var telling in sent.Split('.').Where(segment => segment.Length >= TellingLength).Select(segment => segment[..TellingLength]))
        {
            answer.Should().NotContain(telling, because);
            log.Should().NotContain(telling, because);
        }

        answer.Should().NotContain("X-Injected", because);
    }

    // RFC 9110 section 11.6.1 and RFC 6750 section 3: one scheme, and parameters that are quoted strings of printable ASCII.
    [GeneratedRegex("^Bearer realm=\"mcp\"(, [a-z_]+=\"[ !#-\\[\\]-~]*\")*$")]
    private static partial Regex Challenge();
}
