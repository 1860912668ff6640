using System.Net;
using System.Text.RegularExpressions;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Clients;

/// <summary>What the authorization endpoint answers: the page that asks for consent, or an error.</summary>
internal sealed partial record AuthorizationAnswer(HttpStatusCode Status, string Body)
{
    public bool IsAccepted => Status == HttpStatusCode.OK;

    /// <summary>The text as a reader sees it.</summary>
    public string Text => Unicode().Replace(WebUtility.HtmlDecode(Body), match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString());

    public void ShouldBeAccepted(string clientName)
    {
        Status.Should().Be(HttpStatusCode.OK, "of {0}", Text);
        Text.Should().Contain(clientName);
    }

    public void ShouldBeRefused(string reason)
    {
        Status.Should().Be(HttpStatusCode.Unauthorized, "of {0}", Text);
        Text.Should().Contain(reason);
    }

    [GeneratedRegex(@"\\u([0-9a-fA-F]{4})")]
    private static partial Regex Unicode();
}
