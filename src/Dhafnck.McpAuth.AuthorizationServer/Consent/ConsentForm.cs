using System.Globalization;
using Dhafnck.McpAuth.Tokens;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.AuthorizationServer.Consent;

/// <summary>Reads the form that <see cref="Page.ConsentPage"/> shows.</summary>
internal sealed class ConsentForm(ConsentTickets tickets)
{
    /// <summary>Whether a request submits the form. Any other authorization request gets the page.</summary>
    public static async Task<bool> IsSubmittedAsync(HttpContext context, CancellationToken cancellationToken = default) =>
        HttpMethods.IsPost(context.Request.Method)
        && context.Request.HasFormContentType
        && (await context.Request.ReadFormAsync(cancellationToken)).ContainsKey(ConsentFields.Ticket);

    /// <summary>
    /// Reads the user's decision. It counts only if the form was submitted from this server's own page, by the same user, in the
    /// same browser, for the same request.
    /// </summary>
    /// <param name="context">The request with the form.</param>
    /// <param name="request">What the client requests, according to the parameters of this request.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public async Task<ConsentFormResult> ReadAsync(HttpContext context, ConsentRequest request, CancellationToken cancellationToken = default)
    {
        if (!IsFromThisSite(context.Request))
        {
            return ConsentFormResult.Refused(StatusCodes.Status403Forbidden, "Another site sent this answer. Decide here.");
        }

        var form = await context.Request.ReadFormAsync(cancellationToken);
        if (!await tickets.IsValidAsync(context, request, form[ConsentFields.Ticket], cancellationToken))
        {
            return ConsentFormResult.Refused(
                StatusCodes.Status400BadRequest,
                "The page was open for too long, or the request or your sign-in has changed since. Look at the request again, then decide.");
        }

        return form[ConsentFields.Decision] is [ConsentFields.Approve]
            ? Approve(request, new([.. form[ConsentFields.Scope].OfType<string>()], form[ConsentFields.RateLimit].ToString(), form[ConsentFields.LifetimeDays].ToString()))
            : ConsentFormResult.Decided(new() { IsApproved = false });
    }

    private static ConsentFormResult Approve(ConsentRequest request, ConsentInput input)
    {
        var chosen = request.Scopes.Where(scope => !scope.IsGranted && input.Scopes.Contains(scope.Name, StringComparer.Ordinal)).ToList();
        if (chosen.Count == 0 && request.Scopes.Any(scope => !scope.IsGranted))
        {
            return Wrong("Select what the app may do, or cancel.");
        }

        string[] scopes = [.. request.Scopes.Where(scope => scope.IsGranted || chosen.Contains(scope)).Select(scope => scope.Name)];
        if (request.IsStepUp)
        {
            return ConsentFormResult.Decided(new() { IsApproved = true, Scopes = scopes, RateLimit = request.RateLimit, LifetimeDays = request.LifetimeDays });
        }

        return Number(input.RateLimit, NewApiToken.MaximumRateLimit) is not { } limit ? Wrong($"The limit must be from 1 to {NewApiToken.MaximumRateLimit:N0} requests per hour.")
            : Number(input.LifetimeDays, request.MaximumLifetimeDays) is not { } days ? Wrong($"The connection can last from 1 to {request.MaximumLifetimeDays} days.")
            : ConsentFormResult.Decided(new() { IsApproved = true, Scopes = scopes, RateLimit = limit, LifetimeDays = days });

        ConsentFormResult Wrong(string message) => ConsentFormResult.Refused(StatusCodes.Status400BadRequest, message, input);
    }

    private static int? Number(string text, int maximum) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= maximum ? number : null;

    // A page can set neither header. Under the page's Referrer-Policy, a browser sends "null" as the origin of its form, so that
    // only the ticket is left to check in a browser without Sec-Fetch-Site.
    private static bool IsFromThisSite(HttpRequest request) => request.Headers["Sec-Fetch-Site"] switch
    {
        ["same-origin" or "none"] => true,
        [] => request.Headers.Origin is [] or ["null"] || IsOwnOrigin(request),
        _ => false,
    };

    // Behind a proxy that terminates TLS, the application may see "http". The page's own origin is then the same host with https.
    private static bool IsOwnOrigin(HttpRequest request)
    {
        return request.Headers.Origin is [{ } origin] && (IsOf(request.Scheme) || IsOf(Uri.UriSchemeHttps));

        bool IsOf(string scheme) => string.Equals(origin, $"{scheme}://{request.Host.ToUriComponent()}", StringComparison.OrdinalIgnoreCase);
    }
}
