using Dhafnck.McpAuth.AuthorizationServer.Clients.Documents;
using Dhafnck.McpAuth.AuthorizationServer.Clients.Registration;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.AuthorizationServer.Clients;

/// <summary>Registers what knows the clients. The caller registers <see cref="ClientOptions"/>.</summary>
internal static class ClientsRegistration
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<GuardedConnection>();
        services.AddSingleton<ClientDocumentFetcher>();
        services.AddSingleton<ClientDocuments>();
        services.AddSingleton<NewClientLimit>();
        services.AddSingleton<RegistrationRules>();
        services.AddSingleton<ClientRegistrations>();
        services.AddSingleton<RegistrationEndpoint>();
        services.AddHostedService<RegistrationPruner>();
        services.AddHostedService<PrivateAddressWarning>();

        // The deadline is the fetcher's own, because it spans two documents. The client's loggers would write two lines for each request.
        services.AddHttpClient(ClientOptions.DocumentClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .UseSocketsHttpHandler((handler, provider) =>
            {
                handler.ConnectCallback = provider.GetRequiredService<GuardedConnection>().ConnectAsync;
                handler.AllowAutoRedirect = false;
                handler.UseCookies = false;

                // Through a proxy, the address connected to would be the proxy's.
                handler.UseProxy = false;
                handler.ActivityHeadersPropagator = null;
                handler.MaxResponseHeadersLength = 16;
                handler.MaxResponseDrainSize = 0;

                // A connection attempt outlives the request that began it.
                handler.ConnectTimeout = provider.GetRequiredService<ClientOptions>().DocumentDeadline;
            });
    }
}
