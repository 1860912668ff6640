using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Clients;

/// <summary>What the registration endpoint answers.</summary>
internal sealed record RegistrationAnswer(HttpStatusCode Status, HttpResponseHeaders Headers, string Body)
{
    public JsonObject Json => JsonNode.Parse(Body)!.AsObject();

    public string ClientId => Json["client_id"]!.GetValue<string>();

    public IEnumerable<string> Texts(string member) => Json[member]!.AsArray().Select(text => text!.GetValue<string>());

    public void ShouldBe(string error, string description)
    {
        Status.Should().Be(HttpStatusCode.BadRequest, "of {0}", Body);
        Json["error"]!.GetValue<string>().Should().Be(error);
        Json["error_description"]!.GetValue<string>().Should().Contain(description);
    }
}
