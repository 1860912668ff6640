using System.Text.RegularExpressions;

namespace Dhafnck.McpAuth.AuthorizationServer.Workloads;

/// <summary>The pattern of a subject, which matches it as a whole.</summary>
internal sealed class SubjectPattern(string pattern)
{
    public const char Wildcard = '*';

    // Colons separate the parts of a subject, so a wildcard does not reach into the next part.
    private const string WithinPart = "[^:]*";

    private readonly Regex _regex = new(
        $@"\A{string.Join(WithinPart, pattern.Split(Wildcard).Select(Regex.Escape))}\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    public bool Matches(string subject) => _regex.IsMatch(subject);
}
