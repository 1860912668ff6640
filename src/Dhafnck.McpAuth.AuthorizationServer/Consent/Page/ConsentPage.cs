using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.AuthorizationServer.Consent.Page;

/// <summary>
/// Writes the page on which a signed-in user decides about a client, and the page that leads back to the client. Both work
/// without JavaScript.
/// </summary>
internal sealed class ConsentPage(ConsentTickets tickets, ConsentAssets assets)
{
    /// <summary>Writes the page as the response, with the headers that protect it.</summary>
    /// <param name="context">The authorization request, whose path the form is posted to.</param>
    /// <param name="request">What the client requests.</param>
    /// <param name="problem">Why the form that was submitted is not a decision, or <see langword="null"/> for a new page.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public async Task WriteAsync(HttpContext context, ConsentRequest request, ConsentProblem? problem = null, CancellationToken cancellationToken = default)
    {
        var parameters = await ConsentFields.ReadParametersAsync(context.Request, cancellationToken);
        var form = new ConsentFormMarkup(request, problem)
        {
            Action = context.Request.PathBase.Add(context.Request.Path).ToUriComponent(),
            Hidden = [.. parameters, new(ConsentFields.Ticket, tickets.Issue(context, request, parameters))],
        };
        context.Response.StatusCode = problem?.StatusCode ?? StatusCodes.Status200OK;
        await WriteAsync(context.Response, ConsentDocument.Of(assets, $"Connect {ConsentText.Name(request.ClientName)}", request.UserName, form.Main()), cancellationToken);
    }

    /// <summary>
    /// Replaces a redirect of the response to the client, which ends the request with a decision, by a page that goes there.
    /// Chromium applies <c>form-action</c> to all redirects of a form, and nobody knows where the client's own address redirects
    /// to, such as to an application on this computer.
    /// </summary>
    /// <param name="context">The request with the form, after the authorization response was prepared.</param>
    /// <param name="request">What the client requested.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public async Task LeadBackAsync(HttpContext context, ConsentRequest request, CancellationToken cancellationToken = default)
    {
        var response = context.Response;
        if (response.HasStarted || response.StatusCode is < 300 or > 399 || response.Headers.Location is not [{ } location])
        {
            return;
        }

        response.Headers.Location = default;
        response.StatusCode = StatusCodes.Status200OK;
        var name = ConsentText.Name(request.ClientName);
        var main = Markup.Of($"""
                <h1>Going back to <bdi>{name}</bdi></h1>
                <section class="panel">
                  <p>The answer goes to <code>{ConsentText.Host(request.RedirectHost)}</code>. If nothing happens, <a href="{location}">continue there</a>.</p>
                  <p class="hint">You can close this page when the app has received it.</p>
                </section>
            """);
        var refresh = Markup.Of($"<meta http-equiv=\"refresh\" content=\"0; url={location}\">");
        await WriteAsync(response, ConsentDocument.Of(assets, $"Going back to {name}", request.UserName, main, refresh), cancellationToken);
    }

    /// <summary>Writes the page that asks the user to try again, because the request failed.</summary>
    /// <param name="context">The authorization request.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public Task WriteUnavailableAsync(HttpContext context, CancellationToken cancellationToken = default)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        var main = Markup.Of($"""
                <h1>Try again shortly</h1>
                <section class="panel">
                  <p>The server is temporarily unavailable. Nothing was granted. Reload this page to try again.</p>
                </section>
            """);
        return WriteAsync(context.Response, ConsentDocument.Of(assets, "Try again shortly", context.User.Identity?.Name ?? "", main), cancellationToken);
    }

    private async Task WriteAsync(HttpResponse response, IHtmlContent page, CancellationToken cancellationToken)
    {
        ConsentHeaders.Set(response, assets);
        response.ContentType = "text/html; charset=utf-8";
        await using var html = new StringWriter();
        page.WriteTo(html, HtmlEncoder.Default);
        await response.WriteAsync(html.ToString(), cancellationToken);
    }
}
