using Dhafnck.McpAuth.Bearer.Gate;
using ModelContextProtocol;

namespace Dhafnck.McpAuth.Bearer.Stdio;

/// <summary>
/// A refusal as a JSON-RPC error. Its <c>data</c> has what HTTP says in the status and in the headers: <c>status</c>, and
/// <c>error</c>, <c>scope</c> (RFC 6750 §3) and <c>retryAfter</c>, in seconds, where they apply.
/// </summary>
internal static class StdioError
{
    public static McpProtocolException Of(BearerRefusal refusal)
    {
        var error = new McpProtocolException(refusal.Description, McpErrorCode.InvalidRequest);
        error.Data["status"] = refusal.Status;
        if (refusal.Error is { } code)
        {
            error.Data["error"] = code;
        }

        if (refusal.Scopes.Count > 0)
        {
            error.Data["scope"] = string.Join(' ', refusal.Scopes);
        }

        if (refusal.RetryAfter is { } seconds)
        {
            error.Data["retryAfter"] = seconds;
        }

        return error;
    }
}
