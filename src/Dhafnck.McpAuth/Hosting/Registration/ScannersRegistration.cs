using System.Net.Http.Headers;
using System.Net.Mime;
using Dhafnck.McpAuth.Tokens.Api.Scanners;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.Hosting.Registration;

/// <summary>Registers what receives the reports of secret scanners.</summary>
internal static class ScannersRegistration
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<TokenScanners>();
        services.AddSingleton<ScannerReportLimit>();
        services.AddSingleton<ScannerReports>();
        services.AddHttpClient(GitHubKeys.ClientName, client =>
            {
                client.Timeout = GitHubKeys.Patience;
                client.MaxResponseContentBufferSize = GitHubKeys.MaximumBytes;

                // GitHub refuses requests without one.
                client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Dhafnck.McpAuth", null));
                client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue(MediaTypeNames.Application.Json));
            })
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    }
}
