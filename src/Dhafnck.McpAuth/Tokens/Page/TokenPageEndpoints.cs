using System.Reflection;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Tokens.Page;

/// <summary>The handlers of the page's endpoints.</summary>
internal sealed class TokenPageEndpoints(McpTokenPageOptions options)
{
    public static IResult Page(HttpContext context, TokenPageAssets assets)
    {
        TokenPageHeaders.Set(context.Response);
        var here = context.Request.PathBase.Add(context.Request.Path).ToUriComponent().TrimEnd('/');
        var html = assets.Page
            .Replace("{assets}", HtmlEncoder.Default.Encode($"{here}/assets/{assets.Version}"), StringComparison.Ordinal)
            .Replace("{page}", HtmlEncoder.Default.Encode(here), StringComparison.Ordinal);
        return Results.Text(html, "text/html; charset=utf-8");
    }

    public async Task<IResult> ConfigAsync(HttpContext context, MappedPaths paths, JwtOptions jwt, ApiTokenOptions rules, IOptions<McpServerOptions> server)
    {
        TokenPageHeaders.Set(context.Response);
        var pathBase = context.Request.PathBase.ToUriComponent();
        var config = new TokenPageConfig
        {
            Api = paths.Api(context),
            Admin = await paths.AdminAsync(context),
            Mcp = paths.Mcp(context),
            McpAddress = paths.PublicMcp(context),
            Server = server.Value.ServerInfo?.Name ?? Assembly.GetEntryAssembly()?.GetName().Name ?? "mcp-server",
            Owner = TokenOwner.Of(context.User).Owner?.Id,
            User = context.User.Identity?.Name ?? context.User.FindFirst(claim => claim.Type is ClaimTypes.Email or "email")?.Value,
            Application = options.ApplicationName,
            Home = options.HomePath is null ? null : pathBase + options.HomePath,
            SignOut = options.SignOutPath is null ? null : pathBase + options.SignOutPath,
            Audiences = [.. jwt.Audiences],
            MaximumDays = rules.MaximumDays,
        };
        return Results.Json(config, TokenPageJsonContext.Default.TokenPageConfig);
    }

    public static IResult Asset(HttpContext context, string version, string file, TokenPageAssets assets)
    {
        var response = context.Response;
        TokenPageHeaders.Set(response);
        if (assets.Find(file) is not { } asset)
        {
            return Results.NotFound();
        }

        // During a rolling update, one process can be asked for the files of the other version.
        if (version == assets.Version)
        {
            TokenPageHeaders.SetForAsset(response);
        }

        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (!AcceptsGzip(context.Request))
        {
            return Results.Bytes(asset.Content, asset.ContentType);
        }

        response.Headers.ContentEncoding = "gzip";
        return Results.Bytes(asset.Compressed, asset.ContentType);
    }

    private static bool AcceptsGzip(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(encoding => encoding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && encoding.Quality != 0);
}
