using System.Net.Http.Headers;
using System.Security.Cryptography;
using Dhafnck.McpAuth;
using Dhafnck.McpAuth.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Client;

namespace Microsoft.AspNetCore.Mvc.Testing;

/// <summary>Clients for tests of an MCP server with <see cref="WebApplicationFactory{TEntryPoint}"/>.</summary>
public static class McpWebApplicationFactoryExtensions
{
    // The first request compiles much of the server. A busy build machine can need more than the defaults of 60 and 100 seconds.
    private static readonly TimeSpan BusyMachine = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Replaces the server's authentication type with one that accepts <see cref="TestTokens"/>, so that tests need no signing
    /// key and no issuer. All else is as in production: the stores, the challenge, the scopes, and the checks of each operation.
    /// </summary>
    /// <typeparam name="TEntryPoint">A type of the server's assembly, such as <c>Program</c>.</typeparam>
    /// <param name="factory">The factory.</param>
    /// <returns>A factory with the replacement. It disposes of the server that it starts.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="factory"/> is <see langword="null"/>.</exception>
    public static WebApplicationFactory<TEntryPoint> WithTestTokens<TEntryPoint>(this WebApplicationFactory<TEntryPoint> factory)
        where TEntryPoint : class
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.WithWebHostBuilder(builder => builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<TestTokens>();
            services.AddMcpAuth(options =>
            {
                options.AuthType = TestTokenProvider.AuthType;

                // For a token API that the server maps.
                options.Jwt.SecretKey ??= Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
            }).AddProvider<TestTokenProvider>(TestTokenProvider.AuthType);
        }));
    }

    /// <summary>Creates an HTTP client that sends a bearer token for an access token. The server needs <see cref="WithTestTokens"/>.</summary>
    /// <typeparam name="TEntryPoint">A type of the server's assembly, such as <c>Program</c>.</typeparam>
    /// <param name="factory">The factory.</param>
    /// <param name="accessToken">The access token.</param>
    /// <exception cref="ArgumentNullException"><paramref name="factory"/> or <paramref name="accessToken"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">The factory is not from <see cref="WithTestTokens"/>.</exception>
    public static HttpClient CreateClient<TEntryPoint>(this WebApplicationFactory<TEntryPoint> factory, AccessToken accessToken)
        where TEntryPoint : class
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.CreateClientWithToken(factory.Issue(accessToken));
    }

    /// <summary>Creates an HTTP client that sends a token string, such as one of the server's own API tokens.</summary>
    /// <typeparam name="TEntryPoint">A type of the server's assembly, such as <c>Program</c>.</typeparam>
    /// <param name="factory">The factory.</param>
    /// <param name="token">The token string.</param>
    /// <exception cref="ArgumentNullException"><paramref name="factory"/> is <see langword="null"/>.</exception>
    public static HttpClient CreateClientWithToken<TEntryPoint>(this WebApplicationFactory<TEntryPoint> factory, string token)
        where TEntryPoint : class
    {
        ArgumentNullException.ThrowIfNull(factory);
        var client = factory.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        // An MCP endpoint answers only those who accept both.
        client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        client.DefaultRequestHeaders.Accept.ParseAdd("text/event-stream");
        return client;
    }

    /// <summary>Connects the MCP SDK's client for an access token. The server needs <see cref="WithTestTokens"/>. The client waits up to 5 minutes for the server.</summary>
    /// <typeparam name="TEntryPoint">A type of the server's assembly, such as <c>Program</c>.</typeparam>
    /// <param name="factory">The factory.</param>
    /// <param name="accessToken">The access token.</param>
    /// <param name="path">The path of the MCP endpoint.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <exception cref="ArgumentNullException"><paramref name="factory"/> or <paramref name="accessToken"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">The factory is not from <see cref="WithTestTokens"/>.</exception>
    public static Task<McpClient> CreateMcpClientAsync<TEntryPoint>(
        this WebApplicationFactory<TEntryPoint> factory, AccessToken accessToken, string path = "/mcp", CancellationToken cancellationToken = default)
        where TEntryPoint : class
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.CreateMcpClientWithTokenAsync(factory.Issue(accessToken), path, cancellationToken);
    }

    /// <summary>Connects the MCP SDK's client with a token string, such as one of the server's own API tokens. The client waits up to 5 minutes for the server.</summary>
    /// <typeparam name="TEntryPoint">A type of the server's assembly, such as <c>Program</c>.</typeparam>
    /// <param name="factory">The factory.</param>
    /// <param name="token">The token string.</param>
    /// <param name="path">The path of the MCP endpoint.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <exception cref="ArgumentNullException"><paramref name="factory"/> is <see langword="null"/>.</exception>
    public static Task<McpClient> CreateMcpClientWithTokenAsync<TEntryPoint>(
        this WebApplicationFactory<TEntryPoint> factory, string token, string path = "/mcp", CancellationToken cancellationToken = default)
        where TEntryPoint : class
    {
        ArgumentNullException.ThrowIfNull(factory);
        var client = factory.CreateClientWithToken(token);
        client.Timeout = BusyMachine;
        var options = new HttpClientTransportOptions { Endpoint = new(client.BaseAddress!, path), TransportMode = HttpTransportMode.StreamableHttp };
        return McpClient.CreateAsync(
            new HttpClientTransport(options, client, ownsHttpClient: true), new() { InitializationTimeout = BusyMachine }, cancellationToken: cancellationToken);
    }

    private static string Issue<TEntryPoint>(this WebApplicationFactory<TEntryPoint> factory, AccessToken accessToken)
        where TEntryPoint : class =>
        factory.Services.GetService<TestTokens>() is { } tokens
            ? tokens.Issue(accessToken)
            : throw new InvalidOperationException("The server does not accept test tokens. Use the factory that WithTestTokens() returns.");
}
