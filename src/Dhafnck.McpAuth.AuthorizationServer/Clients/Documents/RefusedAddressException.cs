namespace Dhafnck.McpAuth.AuthorizationServer.Clients.Documents;

/// <summary>A host has no address that the server may connect to. The HTTP client reports what its connection throws.</summary>
internal sealed class RefusedAddressException() : IOException("The host has no public address.");
