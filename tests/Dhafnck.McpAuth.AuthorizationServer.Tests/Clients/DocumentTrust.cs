using System.Net.Security;
using Dhafnck.McpAuth.TestKit.Connect;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Clients;

internal static class DocumentTrust
{
    /// <summary>Lets an application fetch documents from this website, as one would with certificates of an intranet.</summary>
    public static void Trust(this DocumentHost host, IServiceCollection services) => services.AddHttpClient(ClientOptions.DocumentClientName).UseSocketsHttpHandler((handler, _) =>
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            errors == SslPolicyErrors.None || certificate?.GetCertHashString() == host.Certificate.GetCertHashString());
}
