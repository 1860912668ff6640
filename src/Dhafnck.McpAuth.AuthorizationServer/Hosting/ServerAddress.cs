using Dhafnck.McpAuth.Bearer;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.AuthorizationServer.Hosting;

/// <summary>The server's identifiers, built from the configured URL and never from a request.</summary>
internal sealed class ServerAddress
{
    private readonly string[] _resources;

    public ServerAddress(ProtectedResourceOptions resource, IOptions<AuthorizationServerOptions> options)
    {
        var publicUrl = resource.PublicUrl
            ?? throw new InvalidOperationException(
                "AddAuthorizationServer() needs MCP_PUBLIC_URL. "
                + "Set it to the address at which clients reach the application, such as https://mcp.example.com: the host in a request cannot be trusted for it.");
        Issuer = IssuerOf(publicUrl);
        Path = new PathString(new Uri(Issuer).AbsolutePath.TrimEnd('/'));
        _resources = ResourcesOf(publicUrl, options.Value);
    }

    /// <summary>The issuer identifier (RFC 8414 §2): the public URL without a slash at its end.</summary>
    public string Issuer { get; }

    /// <summary>The path of the issuer; empty when it has none.</summary>
    public PathString Path { get; }

    /// <summary>The URL of a path.</summary>
    public string UrlOf(PathString path) => Issuer + path.ToUriComponent();

    /// <summary>The path of a request relative to the issuer, whether the application or a proxy has removed the issuer's path or not.</summary>
    public PathString Below(PathString path) => Path.HasValue && path.StartsWithSegments(Path, out var below) ? below : path;

    /// <summary>
    /// Finds the resource that a client names (RFC 8707 §2). Clients use the URL that they were configured with, so the case of the
    /// letters and a slash at the end can differ.
    /// </summary>
    public string? FindResource(string? requested) =>
        Uri.TryCreate(requested, UriKind.Absolute, out var url) && url is { Query: "", Fragment: "", UserInfo: "" }
            ? _resources.FirstOrDefault(resource => resource.Equals(url.AbsoluteUri.TrimEnd('/'), StringComparison.OrdinalIgnoreCase))
            : null;

    public static string IssuerOf(string publicUrl) => new Uri(publicUrl).AbsoluteUri.TrimEnd('/');

    public static string[] ResourcesOf(string publicUrl, AuthorizationServerOptions options) =>
        [.. PathsOf(options).Select(path => IssuerOf(publicUrl) + path.TrimEnd('/'))];

    public static IEnumerable<string> PathsOf(AuthorizationServerOptions options) =>
        options.Resources.Count == 0 ? [AuthorizationServerOptions.DefaultResource] : options.Resources;
}
