using Dhafnck.McpAuth.TestKit.Connect;
using Dhafnck.McpAuth.TestKit.Samples;

namespace Page.Tests.Connect;

/// <summary>A token server that clients connect to by URL, and a website with the metadata documents of clients.</summary>
public sealed class ConnectServer : IAsyncLifetime
{
    private readonly DirectoryInfo _certificates = Directory.CreateTempSubdirectory("certificates-");
    private DocumentHost? _documents;
    private TokenServerProcess? _server;

    public DocumentHost Documents => _documents!;

    /// <summary>Its address, without a slash at its end.</summary>
    public string Address => _server!.Address.ToString().TrimEnd('/');

    /// <summary>The URL that a client is given.</summary>
    public string Mcp => Address + "/mcp";

    public async ValueTask InitializeAsync()
    {
        _documents = await DocumentHost.StartAsync();
        var trusted = Path.Combine(_certificates.FullName, "documents.pem");
        await File.WriteAllTextAsync(trusted, _documents.Certificate.ExportCertificatePem());

        // The documents are on this machine, under a certificate of its own, as they would be in an intranet.
        _server = await TokenServerProcess.StartForClientsAsync(
            ("McpAuthorizationServer__Clients__AllowPrivateAddresses", "true"),
            ("McpAuthorizationServer__Clients__NewClientsPerHour", "1000"),
            ("SSL_CERT_FILE", trusted));
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (_documents is not null)
        {
            await _documents.DisposeAsync();
        }

        _certificates.Delete(recursive: true);
    }
}
