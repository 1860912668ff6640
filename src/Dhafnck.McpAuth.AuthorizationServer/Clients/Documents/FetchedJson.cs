using System.Diagnostics.CodeAnalysis;

namespace Dhafnck.McpAuth.AuthorizationServer.Clients.Documents;

/// <summary>A JSON document that was fetched, or the reason why it was not.</summary>
internal sealed record FetchedJson
{
    private FetchedJson()
    {
    }

    /// <summary>The document.</summary>
    public byte[]? Content { get; private init; }

    /// <summary>For how long the document's HTTP headers let it be used.</summary>
    public TimeSpan Lifetime { get; private init; }

    /// <summary>Why there is no document.</summary>
    public string? Refusal { get; private init; }

    /// <summary>Whether the document's host did not answer for it, so that a former copy may serve.</summary>
    public bool IsOutage { get; private init; }

    [MemberNotNullWhen(true, nameof(Content))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsFetched => Content is not null;

    public static FetchedJson Fetched(byte[] content, TimeSpan lifetime) => new() { Content = content, Lifetime = lifetime };

    public static FetchedJson Refused(string sentence) => new() { Refusal = sentence };

    public static FetchedJson Unreachable(string sentence) => new() { Refusal = sentence, IsOutage = true };
}
