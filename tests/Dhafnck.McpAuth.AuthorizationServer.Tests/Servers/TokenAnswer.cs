using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Servers;

/// <summary>What the token endpoint answers (RFC 6749 §5).</summary>
internal sealed record TokenAnswer(HttpStatusCode Status, HttpResponseHeaders Headers, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string AccessToken => Text("access_token")!;

    public string RefreshToken => Text("refresh_token")!;

    public string[] Scopes => Text("scope")!.Split(' ');

    public string? Error => Text("error");

    public string? Text(string name) => Json[name]?.GetValue<string>();

    public TokenAnswer ShouldSucceed()
    {
        Status.Should().Be(HttpStatusCode.OK, "of {0}", Body);
        return this;
    }

    public void ShouldBeRefused(string error)
    {
        Status.Should().Be(HttpStatusCode.BadRequest, "of {0}", Body);
        Error.Should().Be(error, "of {0}", Body);
    }
}
