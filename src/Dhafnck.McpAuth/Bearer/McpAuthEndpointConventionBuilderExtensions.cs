using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.Bearer.Gate;
using Dhafnck.McpAuth.Bearer.Sessions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Protects endpoints with the bearer tokens of <c>AddMcpAuth()</c>.</summary>
public static class McpAuthEndpointConventionBuilderExtensions
{
    /// <summary>
    /// Requires a valid bearer token for these endpoints: those that <c>MapMcp</c> returns, or any others.
    /// Other requests get 401, 403 or 503 with a <c>WWW-Authenticate</c> header (RFC 6750 §3). Policies of
    /// <c>RequireAuthorization</c> and <c>[RequiredScope]</c> apply in addition and are evaluated for the token. Endpoints
    /// without such policies can be short-circuited and stay protected: <c>RequireMcpAuth().ShortCircuit()</c>. An MCP session
    /// belongs to the endpoint that opened it, and is unknown at any other endpoint.
    /// </summary>
    /// <typeparam name="TBuilder">The type of the endpoints' builder.</typeparam>
    /// <param name="builder">The endpoints to protect.</param>
    /// <exception cref="InvalidOperationException">When the endpoints are built: <c>AddMcpAuth()</c> was not called.</exception>
    public static TBuilder RequireMcpAuth<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.RequireMcpAuth(static _ => { });

    /// <summary>Requires a valid bearer token as <see cref="RequireMcpAuth{TBuilder}(TBuilder)"/> does, with options for these endpoints.</summary>
    /// <typeparam name="TBuilder">The type of the endpoints' builder.</typeparam>
    /// <param name="builder">The endpoints to protect.</param>
    /// <param name="configure">Configures the options of these endpoints.</param>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> or <paramref name="configure"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">When the endpoints are built: <c>AddMcpAuth()</c> was not called.</exception>
    public static TBuilder RequireMcpAuth<TBuilder>(this TBuilder builder, Action<McpAuthEndpointOptions> configure)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new McpAuthEndpointOptions();
        configure(options);

        // Finally() runs last, so that the gate wraps everything that other conventions add around the endpoint.
        builder.Finally(endpoint =>
        {
            if (endpoint.RequestDelegate is not { } inner || endpoint.Metadata.OfType<McpAuthEndpoint>().Any())
            {
                return;
            }

            RefuseDynamic(endpoint);
            var services = endpoint.ApplicationServices;
            var gate = services.GetService<McpAuthGate>()
                ?? throw new InvalidOperationException("RequireMcpAuth() needs builder.AddMcpAuth(). Call it in Program.cs before builder.Build().");
            var transport = McpAuthEndpoint.TransportOf(endpoint.DisplayName);
            var kind = new McpAuthEndpoint(transport, transport != McpTransport.None && TakeOverContentType(endpoint), options);
            endpoint.Metadata.Add(kind);
            endpoint.RequestDelegate = gate.Wrap(inner, kind);

            // Policies are evaluated before the gate. Those of this endpoint use the token, whatever the default scheme is.
            // The fallback policy must not apply: it is for endpoints that do not state who may access them.
            var hasPolicies = endpoint.Metadata.Any(McpAuthEndpoint.IsPolicy);
            if (hasPolicies || services.GetRequiredService<IOptions<AuthorizationOptions>>().Value.FallbackPolicy is not null)
            {
                endpoint.Metadata.Add(new AuthorizationPolicyBuilder(McpBearerDefaults.AuthenticationScheme).RequireAssertion(static _ => true).Build());
            }

            // IAuthorizeData makes routing reject an endpoint whose policies nobody evaluates; requirements alone do not.
            if (hasPolicies && !endpoint.Metadata.OfType<IAuthorizeData>().Any())
            {
                endpoint.Metadata.Add(new AuthorizeAttribute { AuthenticationSchemes = McpBearerDefaults.AuthenticationScheme });
            }
        });
        return builder;
    }

    // MVC replaces a dynamic endpoint with another one, which would not have the gate.
    private static void RefuseDynamic(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.Any(metadata => metadata is IDynamicEndpointMetadata { IsDynamic: true }))
        {
            throw new InvalidOperationException(
                $"RequireMcpAuth() cannot protect '{endpoint.DisplayName}', a dynamic route whose controllers or pages are selected later. "
                + "Call it on MapControllers() or MapRazorPages().");
        }
    }

    // Routing answers a wrong Content-Type with 415 before the token is checked; the gate checks the token first. This is
    // limited to the SDK's endpoints, which are known to accept JSON only. Other endpoints may need no body.
    private static bool TakeOverContentType(EndpointBuilder endpoint)
    {
        var accepts = endpoint.Metadata.OfType<IAcceptsMetadata>().ToList();
        if (accepts.Count == 0 || !accepts.All(metadata => metadata.ContentTypes is ["application/json"]))
        {
            return false;
        }

        accepts.ForEach(metadata => endpoint.Metadata.Remove(metadata));
        return true;
    }
}
