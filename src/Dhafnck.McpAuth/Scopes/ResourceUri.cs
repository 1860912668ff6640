using System.Buffers;
using System.Globalization;
using System.Text;

namespace Dhafnck.McpAuth.Scopes;

/// <summary>
/// The forms in which the URI of a resource can reach what serves it. A handler may decode escapes, once or more often,
/// and remove dot segments (RFC 3986 section 6.2.2), so that one resource has many spellings.
/// </summary>
internal static class ResourceUri
{
    private static readonly SearchValues<char> PathEnds = SearchValues.Create("?#");

    /// <summary>The URI as it was sent, and decoded, each with its dot segments and without. Each has to be judged.</summary>
    public static IReadOnlySet<string> Forms(string uri)
    {
        var forms = new HashSet<string>(StringComparer.Ordinal);
        Add(uri, forms);
        Add(Decode(uri), forms);
        return forms;
    }

    /// <summary>The forms of what <see cref="Uri"/> makes of it: without spaces around it, a user, a default port, and with a file's empty host.</summary>
    public static IReadOnlySet<string> FormsOfParsed(string uri) => Uri.TryCreate(WithHost(uri.Trim()), UriKind.Absolute, out var parsed)
        ? Forms(parsed is { IsFile: true, IsLoopback: true }
            ? Uri.UriSchemeFile + Uri.SchemeDelimiter + parsed.PathAndQuery
            : parsed.GetComponents(UriComponents.SchemeAndServer | UriComponents.PathAndQuery, UriFormat.UriEscaped))
        : new HashSet<string>();

    /// <summary>Decodes the escapes until none is left.</summary>
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

            // What was decoded may be the end of another escape.
            while (length >= 3 && bytes[length - 3] == '%' && byte.TryParse(bytes.AsSpan(length - 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var decoded))
            {
                length -= 2;
                bytes[length - 1] = decoded;
            }
        }

        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    // "file:/path" is one of a file too (RFC 8089 section 2).
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

        // Of "files://public/x", some take "public" for the host and some for a folder.
        var afterHost = slashes.IndexOf('/', afterScheme) + 1;
        AddWithoutDots(slashes, afterScheme, forms);
        if (afterHost > 0)
        {
            AddWithoutDots(slashes, afterHost, forms);
        }
    }

    // The path ends with the query or the fragment, or goes on, where what serves it takes all for the name of a file.
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
