using Dhafnck.McpAuth.AuthorizationServer.Hosting;
using Microsoft.AspNetCore;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol;

/// <summary>Has every URL be built from the configured address: neither the host in a request nor the scheme behind a proxy can be trusted.</summary>
internal sealed class PublicAddress(ServerAddress address) : IOpenIddictServerHandler<ProcessRequestContext>
{
    public static readonly int Order = OpenIddictServerAspNetCoreHandlers.ResolveRequestUri.Descriptor.Order + 500;

    public ValueTask HandleAsync(ProcessRequestContext context)
    {
        var request = context.Transaction.GetHttpRequest()
            ?? throw new InvalidOperationException("The request was not received by ASP.NET Core.");
        context.BaseUri = new Uri(address.Issuer);
        context.RequestUri = new Uri(address.UrlOf(address.Below(request.Path)) + request.QueryString.ToUriComponent());
        return default;
    }
}
