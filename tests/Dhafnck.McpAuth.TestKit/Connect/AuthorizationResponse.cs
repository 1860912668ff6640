using Microsoft.AspNetCore.WebUtilities;

namespace Dhafnck.McpAuth.TestKit.Connect;

/// <summary>What a client receives at its redirect URI (RFC 6749 §4.1.2).</summary>
public sealed record AuthorizationResponse(Uri Address, string? Code, string? State, string? Issuer, string? Error)
{
    public static AuthorizationResponse Of(Uri address)
    {
        var query = QueryHelpers.ParseQuery(address.Query);
        return new(address, One("code"), One("state"), One("iss"), One("error"));

        string? One(string name) => query.TryGetValue(name, out var values) ? values.Single() : null;
    }
}
