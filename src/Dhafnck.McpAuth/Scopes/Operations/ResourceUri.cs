using System.Buffers;
using System.Globalization;
using System.Text;

namespace Dhafnck.McpAuth.Scopes.Operations;

/// <summary>
/// The forms in which a resource URI can reach its handler. A handler may decode escapes, once or repeatedly, and remove
/// dot segments (RFC 3986 section 6.2.2), so one resource has many spellings.
/// </summary>
internal static class ResourceUri
{
    private static readonly SearchValues<char> PathEnds = SearchValues.Create("?#");

    /// <summary>The URI as sent and decoded, each with and without its dot segments. Every form has to be checked.</summary>
    public static IReadOnlySet<string> Forms(string uri)
    {
        var forms = new HashSet<string>(StringComparer.Ordinal);
        Add(uri, forms);
        Add(Decode(uri), forms);
        return forms;
    }

    /// <summary>
    /// The forms of the URI as <see cref="Uri"/> normalizes it: without surrounding white space, user and default port, and
    /// with a file's empty host.
    /// </summary>
    public static IReadOnlySet<string> FormsOfParsed(string uri) => Uri.TryCreate(WithHost(uri.Trim()), UriKind.Absolute, out var parsed)
        ? Forms(parsed is { IsFile: true, IsLoopback: true }
            ? Uri.UriSchemeFile + Uri.SchemeDelimiter + parsed.PathAndQuery
            : parsed.GetComponents(UriComponents.SchemeAndServer | UriComponents.PathAndQuery, UriFormat.UriEscaped))
        : new HashSet<string>();

    /// <summary>Decodes percent-escapes until none is left.</summary>
    public static string Decode(string uri)
    {
        if (!uri.Contains('%'))
        {
            return uri;
        }

        var bytes = Encoding.UTF8.GetBytes(uri);
        var length = 0;
        foreach (var next in bytes)
        {
            bytes[length++] = next;

            // A decoded character may complete another escape.
            while (length >= 3 && bytes[length - 3] == '%' && byte.TryParse(bytes.AsSpan(length - 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var decoded))
            {
                length -= 2;
                bytes[length - 1] = decoded;
            }
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    // "file:/path" is a file URI too (RFC 8089 section 2).
    private static string WithHost(string uri) =>
        uri.StartsWith("file:/", StringComparison.OrdinalIgnoreCase) && !uri.StartsWith("file://", StringComparison.OrdinalIgnoreCase)
            ? Uri.UriSchemeFile + Uri.SchemeDelimiter + uri["file:".Length..]
            : uri;

    private static void Add(string uri, HashSet<string> forms)
    {
        forms.Add(uri);
        var slashes = uri.Replace('\\', '/');
        var afterScheme = slashes.IndexOf(':') + 1;
        if (slashes.AsSpan(afterScheme).StartsWith("//"))
        {
            afterScheme += 2;
        }

        // In "files://public/x", handlers may take "public" for the host or for a folder.
        var afterHost = slashes.IndexOf('/', afterScheme) + 1;
        AddWithoutDots(slashes, afterScheme, forms);
        if (afterHost > 0)
        {
            AddWithoutDots(slashes, afterHost, forms);
        }
    }

    // The path ends at the query or fragment, or extends to the end when a handler takes everything as a file name.
    private static void AddWithoutDots(string uri, int start, HashSet<string> forms)
    {
        start += uri.AsSpan(start).StartsWith("/") ? 1 : 0;
        forms.Add(WithoutDots(uri, start, uri.Length));
        if (uri.AsSpan(start).IndexOfAny(PathEnds) is >= 0 and var end)
        {
            forms.Add(WithoutDots(uri, start, start + end));
        }
    }

    private static string WithoutDots(string uri, int start, int end)
    {
        var segments = uri[start..end].Split('/');
        var kept = new List<string>(segments.Length);
        foreach (var segment in segments)
        {
            if (segment == ".." && kept.Count > 0)
            {
                kept.RemoveAt(kept.Count - 1);
            }
            else if (segment is not ("" or "." or ".."))
            {
                kept.Add(segment);
            }
        }

        var slash = segments[^1] is "" or "." or ".." && kept.Count > 0 ? "/" : "";
        return string.Concat(uri.AsSpan(0, start), string.Join('/', kept), slash, uri.AsSpan(end));
    }
}
