using Dhafnck.McpAuth.AuthorizationServer;
using Dhafnck.McpAuth.AuthorizationServer.Authorize;
using Dhafnck.McpAuth.AuthorizationServer.Clients.Registration;
using Dhafnck.McpAuth.AuthorizationServer.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Provides <c>MapMcpAuthorizationServer()</c>.</summary>
public static class AuthorizationServerEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the endpoints of the authorization server: <c>/oauth/authorize</c> with the consent page, <c>/oauth/token</c>,
    /// <c>/oauth/revoke</c>, <c>/oauth/register</c>, and the metadata (RFC 8414). Map them on the application itself, not in a group.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <returns>
    /// A builder for the conventions of the authorization endpoint alone. Add the policy of the application's own sign-in:
    /// <c>.RequireAuthorization("signed-in")</c>. The other endpoints are for clients, and need no user.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="endpoints"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException"><c>AddAuthorizationServer()</c> was not called.</exception>
    public static IEndpointConventionBuilder MapMcpAuthorizationServer(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        if (endpoints.ServiceProvider.GetService<ServerAddress>() is null)
        {
            throw new InvalidOperationException("MapMcpAuthorizationServer() needs AddMcpAuth().AddAuthorizationServer(). Call it in Program.cs before builder.Build().");
        }

        if (endpoints.ServiceProvider.GetRequiredService<ClientOptions>().Kinds.HasFlag(ClientKinds.DynamicRegistration))
        {
            RegistrationEndpoint.Map(endpoints);
        }

        return endpoints.MapMethods(
                AuthorizationServerPaths.Authorization,
                [HttpMethods.Get, HttpMethods.Post],
                context => context.RequestServices.GetRequiredService<AuthorizeEndpoint>().HandleAsync(context))
            .WithDisplayName("MCP authorization")
            .WithMetadata(AuthorizationEndpoint.Instance);
    }
}
