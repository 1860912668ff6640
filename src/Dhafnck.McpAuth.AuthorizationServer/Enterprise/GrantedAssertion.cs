using Dhafnck.McpAuth.AuthorizationServer.Applications;

namespace Dhafnck.McpAuth.AuthorizationServer.Enterprise;

/// <summary>What an assertion gives to a client.</summary>
internal sealed record GrantedAssertion(string UserId, KnownApplication Client, string GrantedBy, string Resource, IReadOnlyList<string> Scopes);
