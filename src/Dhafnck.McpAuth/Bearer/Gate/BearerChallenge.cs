using System.Globalization;
using System.Text;
using Dhafnck.McpAuth.Bearer.Credentials;
using Dhafnck.McpAuth.Bearer.Proofs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Dhafnck.McpAuth.Bearer.Gate;

/// <summary>Writes a refusal: the status, <c>WWW-Authenticate</c> (RFC 6750 §3), and problem details (RFC 9457).</summary>
internal static class BearerChallenge
{
    public static Task WriteAsync(HttpContext context, BearerRefusal refusal)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            return Task.CompletedTask;
        }

        response.Headers.CacheControl = "no-store";
        if (refusal.HasChallenge)
        {
            response.Headers.WWWAuthenticate = Challenges(refusal);
        }

        if (refusal.Dpop?.Nonce is { } nonce)
        {
            response.Headers[ProofCheck.NonceHeader] = nonce;
        }

        if (refusal.RetryAfter is { } seconds)
        {
            response.Headers[HeaderNames.RetryAfter] = seconds.ToString(CultureInfo.InvariantCulture);
        }

        var problem = new ProblemDetails
        {
            Status = refusal.Status,
            Title = ReasonPhrases.GetReasonPhrase(refusal.Status),
            Detail = refusal.Description,
        };
        if (refusal.RateLimit is { } limit)
        {
            RateLimitHeaders.Write(response, limit, remaining: 0, refusal.RetryAfter);
            problem.Type = RateLimitHeaders.ProblemType;
            problem.Extensions["violated-policies"] = RateLimitHeaders.ViolatedPolicies;
        }

        return new ProblemDocument(problem).ExecuteAsync(context);
    }

    // Bearer comes first: many clients read the first challenge only.
    private static StringValues Challenges(BearerRefusal refusal)
    {
        var bearer = refusal.Challenge ?? Header(BearerHeader.Scheme, refusal, refusal.Dpop is not { HasError: true });
        return refusal.Dpop is { } dpop ? new StringValues([bearer, Header(BearerHeader.DpopScheme, refusal, dpop.HasError, dpop.Algorithms)]) : bearer;
    }

    private static string Header(string scheme, BearerRefusal refusal, bool hasError, string? algorithms = null)
    {
        var header = new StringBuilder(scheme).Append(" realm=\"mcp\"");
        Append("algs", algorithms);
        Append("error", hasError ? refusal.Error : null);
        Append("error_description", hasError && refusal.Error is not null ? refusal.Description : null);
        Append("scope", refusal.Scopes.Count == 0 ? null : string.Join(' ', refusal.Scopes));
        Append("resource_metadata", refusal.ResourceMetadata);
        return header.ToString();

        void Append(string name, string? value)
        {
            if (value is not null)
            {
                header.Append(", ").Append(name).Append("=\"").Append(Quotable(value)).Append('"');
            }
        }
    }

    // RFC 6750 section 3 allows printable ASCII in error_description, without the double quote and the backslash.
    private static string Quotable(string text) =>
        string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = source[i] switch { '"' => '\'', '\\' => '/', >= ' ' and <= '~' and var c => c, _ => '?' };
            }
        });
}
