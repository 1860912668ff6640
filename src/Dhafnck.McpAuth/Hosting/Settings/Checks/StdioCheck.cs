using System.Net;
using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Hosting.Settings.Checks;

/// <summary>Validates the options of a server on standard input and output.</summary>
internal static class StdioCheck
{
    public static IEnumerable<string> Check(StdioOptions stdio)
    {
        // With MCP_BEARER_TOKEN, the server would compare the accepted tokens with themselves.
        if (!IsVariable(stdio.Variable) || (stdio.Variable != StdioOptions.DefaultVariable && KnownVariables.Has(stdio.Variable)))
        {
            yield return $"Stdio.Variable is '{ScopeToken.Escape(stdio.Variable)}', which is not the name of a variable for an access token. "
                + $"Use letters, digits and underscores, and no name of another setting. The default is {StdioOptions.DefaultVariable}.";
        }

        if (stdio.Header is { } header && !TokenHeaderCheck.IsFree(header))
        {
            yield return $"Stdio.Header is '{ScopeToken.Escape(header)}', which is not the name of a header that can carry a token. "
                + "Set it to the header that the provider reads, such as X-API-Key, or remove it for a bearer token.";
        }

        if (stdio.RemoteAddress is { } address && !IPAddress.TryParse(address, out _))
        {
            yield return $"Stdio.RemoteAddress is '{ScopeToken.Escape(address)}', which is not an IP address. Set it to one, such as 127.0.0.1, or remove it.";
        }
    }

    private static bool IsVariable(string? name) =>
        name is { Length: > 0 } && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
