using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
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
        if (refusal is { Status: StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden } or { Status: StatusCodes.Status400BadRequest, Error: not null })
        {
            response.Headers.WWWAuthenticate = refusal.Challenge ?? Header(refusal);
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

    private static string Header(BearerRefusal refusal)
    {
        var header = new StringBuilder("Bearer realm=\"mcp\"");
        Append("error", refusal.Error);
        Append("error_description", refusal.Error is null ? null : refusal.Description);
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
