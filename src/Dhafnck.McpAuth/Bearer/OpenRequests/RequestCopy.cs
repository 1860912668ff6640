using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Dhafnck.McpAuth.Bearer.OpenRequests;

/// <summary>
/// Copies a request: its line, headers, addresses, certificate, endpoint, items and user, without its body. Features that
/// the context would create on access are not read, because its own thread may be using the context.
/// </summary>
internal static class RequestCopy
{
    public static HttpContext Of(HttpContext context)
    {
        var features = context.Features;
        var request = features.GetRequiredFeature<IHttpRequestFeature>();
        var copy = new DefaultHttpContext();
        copy.Features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Protocol = request.Protocol,
            Scheme = request.Scheme,
            Method = request.Method,
            PathBase = request.PathBase,
            Path = request.Path,
            QueryString = request.QueryString,
            RawTarget = request.RawTarget,
            Headers = new HeaderDictionary(new Dictionary<string, StringValues>(request.Headers, StringComparer.OrdinalIgnoreCase)),
        });
        if (features.Get<IHttpConnectionFeature>() is { } connection)
        {
            copy.Features.Set<IHttpConnectionFeature>(new HttpConnectionFeature
            {
                ConnectionId = connection.ConnectionId,
                RemoteIpAddress = connection.RemoteIpAddress,
                RemotePort = connection.RemotePort,
                LocalIpAddress = connection.LocalIpAddress,
                LocalPort = connection.LocalPort,
            });
        }

        copy.Connection.ClientCertificate = features.Get<ITlsConnectionFeature>()?.ClientCertificate;
        copy.SetEndpoint(features.Get<IEndpointFeature>()?.Endpoint);
        if (features.Get<IRouteValuesFeature>() is { } route)
        {
            copy.Request.RouteValues = new(route.RouteValues);
        }

        if (features.Get<IItemsFeature>() is { } items)
        {
            copy.Items = new Dictionary<object, object?>(items.Items);
        }

        copy.User = context.User;
        return copy;
    }
}
