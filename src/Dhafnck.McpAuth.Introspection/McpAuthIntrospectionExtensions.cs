using Dhafnck.McpAuth;
using Dhafnck.McpAuth.Hosting;
using Dhafnck.McpAuth.Introspection;
using Dhafnck.McpAuth.Introspection.Answers;
using Dhafnck.McpAuth.Introspection.Endpoint;
using Dhafnck.McpAuth.Introspection.GitHub;
using Dhafnck.McpAuth.Introspection.Google;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Accepts tokens that only their issuer can check. Each type is active if <c>MCP_AUTH_TYPE</c> names it or is not set.</summary>
public static class McpAuthIntrospectionExtensions
{
    /// <summary>Accepts tokens that an introspection endpoint (RFC 7662) says are active, as the type <c>introspection</c>.</summary>
    /// <param name="builder">The builder of <c>AddMcpAuth()</c>.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="configure"/> is <see langword="null"/>.</exception>
    public static McpAuthBuilder AddIntrospection(this McpAuthBuilder builder, Action<IntrospectionOptions> configure) => builder.AddIntrospection("introspection", configure);

    /// <summary>Accepts tokens that an introspection endpoint (RFC 7662) says are active, one of several endpoints.</summary>
    /// <param name="builder">The builder of <c>AddMcpAuth()</c>.</param>
    /// <param name="name">The name of the type.</param>
    /// <param name="configure">Sets the options.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is blank or contains a comma.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="configure"/> is <see langword="null"/>.</exception>
    public static McpAuthBuilder AddIntrospection(this McpAuthBuilder builder, string name, Action<IntrospectionOptions> configure) =>
        builder.AddRemote(name, configure, (options, clients, time) => new IntrospectionEndpoint(options, clients, time), Credentials);

    /// <summary>
    /// Accepts user tokens of GitHub that were made for an OAuth app or GitHub App, as the type <c>github</c>. The principal's
    /// <c>sub</c> is the number of the user.
    /// </summary>
    /// <param name="builder">The builder of <c>AddMcpAuth()</c>.</param>
    /// <param name="clientId">The client ID of the app.</param>
    /// <param name="clientSecret">The client secret of the app.</param>
    /// <param name="configure">Changes the options. They have to grant scopes: GitHub knows none of the catalog.</param>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="configure"/> is <see langword="null"/>.</exception>
    public static McpAuthBuilder AddGitHub(this McpAuthBuilder builder, string clientId, string clientSecret, Action<GitHubOptions> configure) =>
        builder.AddRemote<GitHubOptions>(
            "github",
            options =>
            {
                (options.Issuer, options.ClientId, options.ClientSecret) = ("https://github.com", clientId, clientSecret);
                options.ClientIds.Add(clientId);
                options.Prefixes.Add("gho_");
                options.Prefixes.Add("ghu_");
                configure(options);
            },
            (options, clients, time) => new GitHubApplication(options, clients, time),
            CredentialsOfPrefixes);

    /// <summary>Accepts access tokens of Google that were made for one of the application's clients, as the type <c>google</c>.</summary>
    /// <param name="builder">The builder of <c>AddMcpAuth()</c>.</param>
    /// <param name="clientIds">The client IDs of the application.</param>
    /// <param name="configure">Changes the options. They have to grant scopes: Google knows none of the catalog.</param>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="configure"/> is <see langword="null"/>.</exception>
    public static McpAuthBuilder AddGoogle(this McpAuthBuilder builder, IEnumerable<string> clientIds, Action<GoogleOptions> configure) =>
        builder.AddRemote<GoogleOptions>(
            "google",
            options =>
            {
                options.Issuer = "https://accounts.google.com";
                foreach (var clientId in clientIds)
                {
                    options.Audiences.Add(clientId);
                }

                options.Prefixes.Add("ya29.");
                configure(options);
            },
            (options, clients, time) => new GoogleTokenInfo(options, clients, time),
            CredentialsOfPrefixes);

    private static McpAuthBuilder AddRemote<TOptions>(
        this McpAuthBuilder builder,
        string name,
        Action<TOptions> configure,
        Func<TOptions, IHttpClientFactory, TimeProvider, IRemoteIssuer> create,
        Func<TOptions, ProviderCredentials> credentials)
        where TOptions : RemoteTokenOptions
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.Services.AddOptions<TOptions>(name).Configure(configure).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>, RemoteTokenOptionsValidator<TOptions>>());
        builder.Services.AddHttpClient(RemoteEndpoint.ClientName, client => client.MaxResponseContentBufferSize = RemoteEndpoint.MaximumBytes)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        return builder.AddProvider(
            name,
            services =>
            {
                var (options, time) = (services.GetRequiredService<IOptionsMonitor<TOptions>>().Get(name), services.GetRequiredService<TimeProvider>());
                var issuer = create(options, services.GetRequiredService<IHttpClientFactory>(), time);
                return new RemoteTokenProvider(issuer, options, credentials(options), time, services.GetRequiredService<ILogger<RemoteTokenProvider>>());
            },
            isActiveByDefault: true);
    }

    private static ProviderCredentials Credentials(IntrospectionOptions options) => CredentialsOfPrefixes(options) with
    {
        Issuers = options.IncludesJwts ? [options.Issuer.TrimEnd('/'), options.Issuer.TrimEnd('/') + "/"] : [],
        IncludesOthers = options.Prefixes.Count == 0,
    };

    private static ProviderCredentials CredentialsOfPrefixes(RemoteTokenOptions options) => new() { Prefixes = [.. options.Prefixes] };
}
