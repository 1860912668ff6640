namespace Dhafnck.McpAuth.AuthorizationServer.Clients.Documents;

/// <summary>A client whose document was fetched, or the reason why there is none.</summary>
/// <param name="Result">The client, or the refusal.</param>
/// <param name="Lifetime">For how long the HTTP headers let the document and the keys be used.</param>
/// <param name="Bytes">The size of what was fetched.</param>
/// <param name="IsOutage">Whether the host did not answer for the document, so that a former copy may serve.</param>
internal sealed record FetchedClient(ClientDocumentResult Result, TimeSpan Lifetime, int Bytes, bool IsOutage)
{
    public static FetchedClient Found(ClientMetadata client, TimeSpan lifetime, int bytes) => new(ClientDocumentResult.Found(client), lifetime, bytes, IsOutage: false);

    public static FetchedClient Refused(string sentence, bool isOutage = false) => new(ClientDocumentResult.Refused(sentence), TimeSpan.Zero, 0, isOutage);
}
