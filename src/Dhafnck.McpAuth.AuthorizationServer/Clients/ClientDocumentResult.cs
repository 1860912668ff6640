using System.Diagnostics.CodeAnalysis;

namespace Dhafnck.McpAuth.AuthorizationServer.Clients;

/// <summary>A client with a metadata document, or the reason why there is none.</summary>
internal sealed record ClientDocumentResult
{
    private ClientDocumentResult()
    {
    }

    /// <summary>The client, unless it is refused.</summary>
    public ClientMetadata? Client { get; private init; }

    /// <summary>Why the client is refused: a sentence for the client's developer, without text from the document.</summary>
    public string? Refusal { get; private init; }

    /// <summary>Whether there is a client.</summary>
    [MemberNotNullWhen(true, nameof(Client))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsFound => Client is not null;

    public static ClientDocumentResult Found(ClientMetadata client) => new() { Client = client };

    public static ClientDocumentResult Refused(string sentence) => new() { Refusal = sentence };
}
