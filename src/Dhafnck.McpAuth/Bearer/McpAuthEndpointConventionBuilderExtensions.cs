using Dhafnck.McpAuth.Bearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Protects endpoints with the token of <c>AddMcpAuth()</c>.</summary>
public static class McpAuthEndpointConventionBuilderExtensions
{
    /// <summary>
    /// Lets only requests with a good bearer token reach these endpoints: what <c>MapMcp</c> returns, or any others.
    /// The rest get 401, 403 or 503 with a <c>WWW-Authenticate</c> header (RFC 6750 §3). Policies of
    /// <c>RequireAuthorization</c> and <c>[RequiredScope]</c> hold in addition, for the token. Without such, the endpoints
    /// can be short-circuited: <c>RequireMcpAuth().ShortCircuit()</c> protects them all the same. A session of MCP belongs to
    /// the endpoint that opened it, and is not known at another.
    /// </summary>
    /// <typeparam name="TBuilder">The type of the endpoints' builder.</typeparam>
    /// <param name="builder">The endpoints.</param>
    /// <exception cref="InvalidOperationException">When the endpoints are built: <c>AddMcpAuth()</c> was not called.</exception>
    public static TBuilder RequireMcpAuth<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.RequireMcpAuth(static _ => { });

    /// <summary>As <see cref="RequireMcpAuth{TBuilder}(TBuilder)"/> does, with settings for these endpoints.</summary>
    /// <typeparam name="TBuilder">The type of the endpoints' builder.</typeparam>
    /// <param name="builder">The endpoints.</param>
    /// <param name="configure">Sets how these endpoints differ from others.</param>
    /// <exception cref="InvalidOperationException">When the endpoints are built: <c>AddMcpAuth()</c> was not called.</exception>
    public static TBuilder RequireMcpAuth<TBuilder>(this TBuilder builder, Action<McpAuthEndpointOptions> configure)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new McpAuthEndpointOptions();
        configure(options);

        // Finally, so that nothing that a convention puts around the endpoint stands outside the gate.
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

            // Policies are evaluated before the gate: those of this endpoint by the token, whatever the default scheme is;
            // and the fallback policy not at all, for it is for endpoints that do not say who may come in.
            var hasPolicies = endpoint.Metadata.Any(McpAuthEndpoint.IsPolicy);
            if (hasPolicies || services.GetRequiredService<IOptions<AuthorizationOptions>>().Value.FallbackPolicy is not null)
            {
                endpoint.Metadata.Add(new AuthorizationPolicyBuilder(McpBearerDefaults.AuthenticationScheme).RequireAssertion(static _ => true).Build());
            }

            // By this routing knows that it may not pass by whoever evaluates them; of requirements alone it does not.
            if (hasPolicies && !endpoint.Metadata.OfType<IAuthorizeData>().Any())
            {
                endpoint.Metadata.Add(new AuthorizeAttribute { AuthenticationSchemes = McpBearerDefaults.AuthenticationScheme });
            }
        });
        return builder;
    }

    // MVC puts another endpoint in the place of such a one, and the gate would be gone with it.
    private static void RefuseDynamic(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.Any(metadata => metadata is IDynamicEndpointMetadata { IsDynamic: true }))
        {
            throw new InvalidOperationException($"RequireMcpAuth() cannot protect '{endpoint.DisplayName}', which stands for controllers or pages found later. Put it on MapControllers() or MapRazorPages().");
        }
    }

    // Routing answers a wrong Content-Type with 415 before anyone asks for a token; the gate asks in the right order. Only
    // of the SDK's endpoints is it known what they accept: others may do without a body.
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
