using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.AuthorizationServer.Consent;

/// <summary>The names of the page's own form fields, beside the parameters of the authorization request.</summary>
internal static class ConsentFields
{
    public const string Ticket = Prefix + "ticket";
    public const string Decision = Prefix + "decision";
    public const string Scope = Prefix + "scope";
    public const string RateLimit = Prefix + "rate_limit";
    public const string LifetimeDays = Prefix + "lifetime_days";
    public const string Approve = "approve";
    public const string Cancel = "cancel";
    private const string Prefix = "mcp_consent_";

    /// <summary>
    /// Returns the parameters of the authorization request (RFC 6749 §4.1.1), which the form repeats. A client cannot set the
    /// page's own fields with them.
    /// </summary>
    public static async Task<IReadOnlyList<KeyValuePair<string, string>>> ReadParametersAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var source = request.HasFormContentType ? await request.ReadFormAsync(cancellationToken) : request.Query.AsEnumerable();
        return
        [
            .. source
                .Where(parameter => !parameter.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
                .OrderBy(parameter => parameter.Key, StringComparer.Ordinal)
                .SelectMany(parameter => parameter.Value, (parameter, value) => KeyValuePair.Create(parameter.Key, value ?? "")),
        ];
    }
}
