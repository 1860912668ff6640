using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Dhafnck.McpAuth.Tokens.Page;

/// <summary>The page's files, embedded in this assembly.</summary>
internal sealed class TokenPageAssets
{
    private const string Prefix = "TokenPage/";
    private const string PageFile = "page.html";
    private const string FirstModule = "app.js";
    private readonly FrozenDictionary<string, TokenPageAsset> _files;

    public TokenPageAssets()
    {
        var assembly = typeof(TokenPageAssets).Assembly;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var files = new Dictionary<string, TokenPageAsset>(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            hash.AppendData(content);
            files[resource[Prefix.Length..]] = new(ContentTypeOf(resource), content, Compress(content));
        }

        Page = Encoding.UTF8.GetString(files[PageFile].Content).Replace("{modules}", Preload(files.Keys), StringComparison.Ordinal);
        files.Remove(PageFile);
        _files = files.ToFrozenDictionary(StringComparer.Ordinal);
        Version = Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    /// <summary>The HTML of the page, with the placeholders <c>{assets}</c> and <c>{page}</c> for its URLs.</summary>
    public string Page { get; }

    /// <summary>A hash of all files. It is part of their URLs, so a browser may cache them permanently.</summary>
    public string Version { get; }

    public TokenPageAsset? Find(string file) => _files.GetValueOrDefault(file);

    // Without these links the browser finds a module only when it has read the one that imports it.
    private static string Preload(IEnumerable<string> files) => string.Join("\n  ", files
        .Where(file => file != FirstModule && Path.GetExtension(file) == ".js")
        .Order(StringComparer.Ordinal)
        .Select(file => $"<link rel=\"modulepreload\" href=\"{{assets}}/{file}\">"));

    private static string ContentTypeOf(string file) => Path.GetExtension(file) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "text/javascript; charset=utf-8",
    };

    private static byte[] Compress(byte[] content)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.SmallestSize))
        {
            gzip.Write(content);
        }

        return buffer.ToArray();
    }
}
