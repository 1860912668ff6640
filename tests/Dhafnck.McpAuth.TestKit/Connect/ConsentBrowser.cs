using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FluentAssertions;

namespace Dhafnck.McpAuth.TestKit.Connect;

/// <summary>A user's browser on the consent page: it keeps cookies, follows no redirect, and submits the form as it is shown.</summary>
public sealed partial class ConsentBrowser : IDisposable
{
    private const string Prefix = "mcp_consent_";
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    /// <summary>Opens a browser in which nobody is signed in.</summary>
    public ConsentBrowser() => _http.DefaultRequestHeaders.Add("Accept", "text/html");

    /// <summary>Opens a browser of a user whom <see cref="Hosting.UserHeaderHandler"/> signs in.</summary>
    public ConsentBrowser(string user)
        : this() => _http.DefaultRequestHeaders.Add("X-User", user);

    /// <summary>Signs in to the token server as a new user, with a cookie.</summary>
    public async Task SignInAsync(Uri server)
    {
        var credentials = new { email = $"{Guid.NewGuid():N}@example.com", password = "Passw0rd" };
        using var registered = await _http.PostAsJsonAsync(new Uri(server, "/api/auth/register"), credentials);
        registered.EnsureSuccessStatusCode();
        using var signedIn = await _http.PostAsJsonAsync(new Uri(server, "/api/auth/login?useCookies=true"), credentials);
        signedIn.EnsureSuccessStatusCode();
    }

    /// <summary>Ends all connections of the user, as the token page does.</summary>
    public async Task EndConnectionsAsync(Uri server)
    {
        var list = await _http.GetFromJsonAsync<JsonObject>(new Uri(server, "/api/v2/tokens/?kind=connection"));
        foreach (var connection in list!["data"]!.AsArray())
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, new Uri(server, $"/api/v2/tokens/{connection!["id"]}"));
            request.Headers.Add("X-Requested-With", "test");
            using var ended = await _http.SendAsync(request);
            ended.StatusCode.Should().Be(HttpStatusCode.NoContent);
        }
    }

    /// <summary>The page that was shown last.</summary>
    public string Page { get; private set; } = "";

    /// <summary>The scopes that the user clears on the page.</summary>
    public IReadOnlyList<string> Cleared { get; init; } = [];

    /// <summary>What the user enters instead of what the page proposes, by the name of the field.</summary>
    public IReadOnlyDictionary<string, string> Entered { get; init; } = new Dictionary<string, string>();

    /// <summary>The scopes that the page asks for.</summary>
    public IReadOnlyList<string> Asked => [.. Checkboxes()];

    /// <summary>Opens the authorization URL and returns the answer.</summary>
    public async Task<HttpResponseMessage> OpenAsync(Uri url)
    {
        var response = await _http.GetAsync(url);
        Page = await response.Content.ReadAsStringAsync();
        return response;
    }

    /// <summary>Opens a URL and follows its redirects, as a sign-in at another site needs it, until a page is shown.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="log">What the server printed, for the message of a failure.</param>
    public async Task FollowAsync(Uri url, Func<string> log)
    {
        for (var hops = 0; ; hops++)
        {
            hops.Should().BeLessThan(10, "a sign-in ends, but {0} leads on", url);
            using var response = await OpenAsync(url);
            if (response.Headers.Location is not { } next)
            {
                response.StatusCode.Should().Be(HttpStatusCode.OK, "of {0}: {1} {2}", url.AbsolutePath, Page, response.IsSuccessStatusCode ? "" : log());
                return;
            }

            url = new(url, next);
        }
    }

    /// <summary>Opens the authorization URL, approves, and returns the parameters that the client receives.</summary>
    public Task<AuthorizationResponse> ApproveAsync(Uri url) => DecideAsync(url, "approve");

    /// <summary>Opens the authorization URL, cancels, and returns the parameters that the client receives.</summary>
    public Task<AuthorizationResponse> CancelAsync(Uri url) => DecideAsync(url, "cancel");

    public void Dispose() => _http.Dispose();

    private async Task<AuthorizationResponse> DecideAsync(Uri url, string decision)
    {
        using var shown = await OpenAsync(url);
        shown.StatusCode.Should().Be(HttpStatusCode.OK, "of {0}", Page);
        var fields = Hidden()
            .Concat(Checkboxes().Except(Cleared).Select(scope => KeyValuePair.Create(Prefix + "scope", scope)))
            .Concat(Page.Contains(Prefix + "rate_limit", StringComparison.Ordinal)
                ? [new(Prefix + "rate_limit", Entered.GetValueOrDefault("rate_limit", "1000")), new(Prefix + "lifetime_days", Entered.GetValueOrDefault("lifetime_days", "365"))]
                : Array.Empty<KeyValuePair<string, string>>())
            .Append(new(Prefix + "decision", decision))
            .ToList();
        using var content = new FormUrlEncodedContent(fields);
        using var answer = await _http.PostAsync(new Uri(url, "/oauth/authorize"), content);
        Page = await answer.Content.ReadAsStringAsync();
        var target = answer.Headers.Location?.OriginalString ?? WebUtility.HtmlDecode(Refresh().Match(Page).Groups[1].Value);
        target.Should().NotBeEmpty("of {0}: {1}", answer.StatusCode, Page);
        return AuthorizationResponse.Of(new(target));
    }

    private IEnumerable<KeyValuePair<string, string>> Hidden() =>
        HiddenField().Matches(Page).Select(match => KeyValuePair.Create(WebUtility.HtmlDecode(match.Groups[1].Value), WebUtility.HtmlDecode(match.Groups[2].Value)));

    private IEnumerable<string> Checkboxes() => Checkbox().Matches(Page).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value));

    [GeneratedRegex("""<input type="hidden" name="([^"]*)" value="([^"]*)">""")]
    private static partial Regex HiddenField();

    [GeneratedRegex("""<input type="checkbox"[^>]* value="([^"]*)"[^>]*>""")]
    private static partial Regex Checkbox();

    [GeneratedRegex("""http-equiv="refresh" content="0; url=([^"]*)">""")]
    private static partial Regex Refresh();
}
