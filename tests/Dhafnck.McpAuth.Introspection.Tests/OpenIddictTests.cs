using System.Security.Cryptography;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace Dhafnck.McpAuth.Introspection.Tests;

/// <summary>Introspection at a real authorization server.</summary>
public sealed class OpenIddictTests
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    [Theory]
    [InlineData(IntrospectionClientAuthentication.SecretBasic)]
    [InlineData(IntrospectionClientAuthentication.SecretPost)]
    [InlineData(IntrospectionClientAuthentication.PrivateKeyJwt)]
    public async Task A_token_is_accepted_until_it_is_revoked(IntrospectionClientAuthentication authentication)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var host = await OpenIddictHost.StartAsync(Public(key));
        await using var server = await StartAsync(host, authentication, key.ExportPkcs8PrivateKeyPem());
        var token = await host.IssueAsync();

        (await server.WhoAsync(token)).Should().Be($"app of {host.Address} by introspection");
        (await server.ResultAsync(token, "read_tasks")).Should().Be("tasks");
        (await server.ResultAsync(token, "write_tasks")).Should().Be("403 insufficient_scope");

        await host.RevokeAsync();
        _time.Advance(TimeSpan.FromSeconds(60));
        (await server.WhoAsync(token)).Should().Be("401");
        (await server.WhoAsync("made-up")).Should().Be("401");
    }

    [Fact]
    public async Task A_key_that_the_server_does_not_know_is_an_outage_and_lets_nobody_in()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var another = RSA.Create(2048);
        await using var host = await OpenIddictHost.StartAsync(Public(key));
        await using var server = await StartAsync(host, IntrospectionClientAuthentication.PrivateKeyJwt, another.ExportRSAPrivateKeyPem());

        (await server.WhoAsync(await host.IssueAsync())).Should().Be("503");
    }

    private static JsonWebKey Public(ECDsa key) =>
        JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(ECDsa.Create(key.ExportParameters(includePrivateParameters: false))));

    private Task<McpTestServer> StartAsync(OpenIddictHost host, IntrospectionClientAuthentication authentication, string key) => _time.StartAsync(auth => auth.AddIntrospection(options =>
    {
        (options.Issuer, options.Endpoint, options.ClientAuthentication) = (host.Address.ToString(), new Uri(host.Address, "introspect").ToString(), authentication);
        options.ClientId = authentication == IntrospectionClientAuthentication.PrivateKeyJwt ? "mcp-key" : "mcp-server";
        (options.ClientSecret, options.PrivateKey) = (OpenIddictHost.Secret, key);
        options.Audiences.Add("mcp-server");
    }));
}
