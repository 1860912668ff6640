using System.Net;
using System.Text.Json.Nodes;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Providers.Issuers;

/// <summary>What is taken for the word of an issuer, and what is not.</summary>
public sealed class IssuerDocumentTests
{
    private static readonly IssuerKey Key = IssuerKeysOfTests.Rsa;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task An_authority_that_says_it_is_another_issuer_is_not_believed()
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        issuer.Issuer = "https://another.example";
        await using var server = await _time.TrustAsync(issuer);

        await ShouldBeUnavailableAsync(server, issuer);
        server.Log.Text.Should().Contain("names an issuer that differs from the configured one").And.Contain("TrustedIssuer.Issuer");
    }

    [Fact]
    public async Task An_authority_whose_name_differs_from_its_address_is_believed_when_the_name_is_configured()
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        issuer.Issuer = "https://sts.example/tenant/";
        await using var server = await _time.TrustAsync(issuer, ("TrustedIssuers:0:Issuer", "https://sts.example/tenant/"));

        (await server.StatusAsync(Key.Sign(issuer.Claims(_time.GetUtcNow(), ("iss", "https://sts.example/tenant/"))))).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(Key.Sign(issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("http://keys.example/keys", "that does not use https")]
    [InlineData("file:///etc/passwd", "that does not use https")]
    [InlineData("/keys", "that does not use https")]
    [InlineData("", "has no jwks_uri")]
    public async Task Keys_are_fetched_over_https_alone(string address, string logged)
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        issuer.SaidJwksUri = address;
        await using var server = await _time.TrustAsync(issuer);

        await ShouldBeUnavailableAsync(server, issuer);
        server.Log.Text.Should().Contain(logged);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var elsewhere = await ExternalIssuer.StartAsync(Key);
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        elsewhere.Issuer = issuer.Authority;
        issuer.Instead = context =>
        {
            context.Response.Redirect(elsewhere.Authority + context.Request.Path);
            return Task.CompletedTask;
        };
        await using var server = await _time.TrustAsync(issuer);

        await ShouldBeUnavailableAsync(server, issuer);
        elsewhere.Discoveries.Should().Be(0);
    }

    [Fact]
    public async Task A_document_without_end_is_given_up()
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        issuer.Instead = async context =>
        {
            var block = new byte[64 * 1024];
            Array.Fill(block, (byte)' ');
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(block);
            }
        };
        await using var server = await _time.TrustAsync(issuer);

        await ShouldBeUnavailableAsync(server, issuer);
        server.Log.Text.Should().Contain("maximum buffer size: 1048576");
    }

    [Theory]
    [InlineData("<html>sign in</html>")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{\"issuer\":")]
    public async Task What_is_no_document_of_an_issuer_teaches_nothing(string document)
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        issuer.Instead = context => context.Response.WriteAsync(document);
        await using var server = await _time.TrustAsync(issuer);

        await ShouldBeUnavailableAsync(server, issuer);
    }

    [Theory]
    [InlineData("application/json; charset=utf8")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("text/html; charset=\"\"")]
    [InlineData(null)]
    public async Task A_document_is_read_as_UTF_8_whatever_its_content_type_says(string? contentType)
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key.As("schlüssel"));
        issuer.ContentType = contentType;
        await using var server = await _time.TrustAsync(issuer);

        (await server.StatusAsync(Key.As("schl\\u00fcssel").Sign(issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_document_may_begin_with_a_byte_order_mark()
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        issuer.Prefix = "\uFEFF";
        await using var server = await _time.TrustAsync(issuer);

        (await server.StatusAsync(Key.Sign(issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("claims_supported", "\"sub\"")]
    [InlineData("scopes_supported", "[5, null]")]
    [InlineData("request_parameter_supported", "\"yes\"")]
    [InlineData("token_endpoint", "{}")]
    [InlineData("jwks", "[[]]")]
    public async Task A_member_of_the_metadata_that_nobody_needs_may_have_any_type(string name, string value)
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        issuer.Metadata[name] = JsonNode.Parse(value);
        await using var server = await _time.TrustAsync(issuer);

        (await server.StatusAsync(Key.Sign(issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_issuer_that_withdraws_all_its_keys_is_believed()
    {
        await using var issuer = await ExternalIssuer.StartAsync();
        await using var server = await _time.TrustAsync(issuer);

        (await server.StatusAsync(Key.Sign(issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.Unauthorized);
    }

    private async Task ShouldBeUnavailableAsync(McpTestServer server, ExternalIssuer issuer) =>
        (await server.StatusAsync(Key.Sign(issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.ServiceUnavailable);
}
