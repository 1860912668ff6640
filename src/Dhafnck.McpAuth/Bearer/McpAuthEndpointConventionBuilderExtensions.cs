using Dhafnck.McpAuth.Bearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Protects endpoints with the token of <c>AddMcpAuth()</c>.</summary>
public static class McpAuthEndpointConventionBuilderExtensions
{
    /// <summary>
    /// Lets only requests with a good bearer token reach these endpoints: what <c>MapMcp</c> returns, or any others.
    /// The rest get 401, 403 or 503 with a <c>WWW-Authenticate</c> header (RFC 6750 §3). Policies of
    /// <c>RequireAuthorization</c> hold in addition, and have to name the scheme <c>McpBearer</c>.
    /// </summary>
    /// <typeparam name="TBuilder">The type of the endpoints' builder.</typeparam>
    /// <param name="builder">The endpoints.</param>
    /// <exception cref="InvalidOperationException">When the endpoints are built: <c>AddMcpAuth()</c> was not called.</exception>
    public static TBuilder RequireMcpAuth<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);

        // Finally, so that nothing that a convention puts around the endpoint stands outside the gate.
        builder.Finally(static endpoint =>
        {
            if (endpoint.RequestDelegate is not { } inner || endpoint.Metadata.OfType<McpAuthEndpoint>().Any())
            {
                return;
            }

            var services = endpoint.ApplicationServices;
            var gate = services.GetService<McpAuthGate>()
                ?? throw new InvalidOperationException("RequireMcpAuth() needs builder.AddMcpAuth(). Call it in Program.cs before builder.Build().");
            endpoint.Metadata.Add(McpAuthEndpoint.Instance);
            endpoint.RequestDelegate = gate.Wrap(inner, TakeOverContentType(endpoint));

            // A fallback policy is for endpoints that say nothing; this one says who may come in.
            if (services.GetRequiredService<IOptions<AuthorizationOptions>>().Value.FallbackPolicy is not null)
            {
                endpoint.Metadata.Add(new AuthorizationPolicyBuilder().RequireAssertion(static _ => true).Build());
            }
        });
        return builder;
    }

    // Routing answers a wrong Content-Type with 415 before anyone asks for a token; the gate asks in the right order.
    private static bool TakeOverContentType(EndpointBuilder endpoint)
    {
        var accepts = endpoint.Metadata.OfType<IAcceptsMetadata>().ToList();
        accepts.ForEach(metadata => endpoint.Metadata.Remove(metadata));
        return accepts.Count > 0 && accepts.All(metadata => metadata.ContentTypes is ["application/json"]);
    }
}
