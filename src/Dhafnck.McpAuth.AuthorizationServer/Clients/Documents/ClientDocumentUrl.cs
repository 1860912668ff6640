namespace Dhafnck.McpAuth.AuthorizationServer.Clients.Documents;

/// <summary>The form of a <c>client_id</c> that is the URL of a metadata document (draft-ietf-oauth-client-id-metadata-document, "Client Identifier").</summary>
internal static class ClientDocumentUrl
{
    /// <summary>The maximum length of the URL.</summary>
    public const int MaximumLength = 2000;

    /// <summary>Whether a <c>client_id</c> is meant to be the URL of a metadata document. All other kinds of clients have another form.</summary>
    public static bool Is(string clientId) => clientId.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>Parses the URL.</summary>
    /// <returns>The URL, or a refusal.</returns>
    public static (Uri? Url, string? Refusal) Parse(string clientId, ClientOptions options)
    {
        // A URL that is not in its normal form has other spellings, or dot segments. A query could make one document any number of clients.
        if (clientId.Length > MaximumLength
            || !clientId.All(c => c is > ' ' and <= '~')
            || !Uri.TryCreate(clientId, UriKind.Absolute, out var url)
            || url.AbsoluteUri != clientId
            || url is not { Scheme: "https", UserInfo: "", Query: "", Fragment: "", AbsolutePath: not "/" }
            || clientId.AsSpan().ContainsAny('?', '#'))
        {
            return (null, $"The client_id must be an https URL in its normal form, with a path and without user, query, fragment and dot segments, of at most {MaximumLength} characters.");
        }

        return options.DocumentHosts.Count == 0 || options.DocumentHosts.Contains(url.IdnHost, StringComparer.OrdinalIgnoreCase) ? (url, null)
            : (null, "This server does not accept metadata documents of this host.");
    }
}
