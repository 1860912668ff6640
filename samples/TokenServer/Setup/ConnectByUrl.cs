namespace TokenServer.Setup;

internal static class ConnectByUrl
{
    private const string PublicUrl = "MCP_PUBLIC_URL";

    /// <summary>
    /// Whether clients connect by URL, with a sign-in instead of a pasted token. The setting <c>ConnectByUrl</c> decides; by default
    /// it is on in Development. It needs <c>MCP_PUBLIC_URL</c>, which in Development is the first of the <c>Urls</c>.
    /// </summary>
    public static bool IsOn(WebApplicationBuilder builder)
    {
        if (!builder.Configuration.GetValue("ConnectByUrl", builder.Environment.IsDevelopment()))
        {
            return false;
        }

        if (builder.Environment.IsDevelopment() && string.IsNullOrEmpty(builder.Configuration[PublicUrl]) && FirstUrl(builder) is { } url)
        {
            builder.Configuration.AddInMemoryCollection([new(PublicUrl, url)]);
        }

        // In Development, the system may choose the port at each start. Clients could not keep such an address.
        return !builder.Environment.IsDevelopment() || !string.IsNullOrEmpty(builder.Configuration[PublicUrl]);
    }

    private static string? FirstUrl(WebApplicationBuilder builder) =>
        Uri.TryCreate(builder.Configuration["Urls"]?.Split(';')[0], UriKind.Absolute, out var url) && url is { IsLoopback: true, Port: not 0 }
            ? url.GetLeftPart(UriPartial.Authority)
            : null;
}
