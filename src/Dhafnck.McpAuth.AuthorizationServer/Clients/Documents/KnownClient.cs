namespace Dhafnck.McpAuth.AuthorizationServer.Clients.Documents;

/// <summary>A client in the cache.</summary>
/// <param name="Result">The client.</param>
/// <param name="FreshUntil">When the document is to be fetched again.</param>
/// <param name="UsableUntil">Until when the document may serve while its host cannot be reached.</param>
internal sealed record KnownClient(ClientDocumentResult Result, DateTimeOffset FreshUntil, DateTimeOffset UsableUntil);
