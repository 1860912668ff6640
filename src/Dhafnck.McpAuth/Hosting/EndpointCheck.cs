using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Tokens.Api;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Hosting;

/// <summary>Looks over the endpoints once the pipeline stands, before the server listens.</summary>
internal sealed partial class EndpointCheck(IOptions<AuthorizationOptions> authorization, JwtOptions jwt, ILogger<EndpointCheck> logger) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        foreach (var endpoint in app.ApplicationServices.GetRequiredService<EndpointDataSource>().Endpoints)
        {
            Check(endpoint);
        }
    };

    private void Check(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<TokenOwnerEndpoint>() is not null)
        {
            CheckTokenEndpoint(endpoint);
        }
        else if (endpoint.DisplayName?.StartsWith("MCP ", StringComparison.Ordinal) == true
            && endpoint.Metadata.GetMetadata<McpAuthEndpoint>() is null
            && !HasPolicy(endpoint))
        {
            LogUnprotected(endpoint.DisplayName);
        }
    }

    private void CheckTokenEndpoint(Endpoint endpoint)
    {
        var open = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
            || (!HasPolicy(endpoint) && authorization.Value.FallbackPolicy is null);
        if (open)
        {
            throw new InvalidOperationException(
                "The token endpoints have no policy that says who the application's users are. Add one: app.MapMcpTokens().RequireAuthorization(\"signed-in\"), with a policy of the application's own sign-in.");
        }

        if (string.IsNullOrEmpty(jwt.SecretKey))
        {
            throw new InvalidOperationException(
                "MapMcpTokens() needs a key to sign tokens with. Set JWT_SECRET_KEY (make one with: openssl rand -base64 48).");
        }
    }

    private static bool HasPolicy(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null || endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is not null;

    [LoggerMessage(1, LogLevel.Warning, "{Endpoint} is open to everyone. Protect it: app.MapMcp(...).RequireMcpAuth().")]
    private partial void LogUnprotected(string endpoint);
}
