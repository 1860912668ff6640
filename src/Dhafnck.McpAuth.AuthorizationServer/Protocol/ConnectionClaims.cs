namespace Dhafnck.McpAuth.AuthorizationServer.Protocol;

/// <summary>What an authorization code and a refresh token carry from the consent to the record. Only this server can read them.</summary>
internal static class ConnectionClaims
{
    /// <summary>In a code: the name of the client that the user saw.</summary>
    public const string ClientName = "mcp_client_name";

    /// <summary>In a code: the host that vouches for the client, if any.</summary>
    public const string ClientHost = "mcp_client_host";

    /// <summary>In a code: the rate limit, in requests per hour.</summary>
    public const string RateLimit = "mcp_rate_limit";

    /// <summary>In a code: the number of days after which the connection ends.</summary>
    public const string EndsInDays = "mcp_ends_in_days";

    /// <summary>In a refresh token: the identifier of the connection's record.</summary>
    public const string TokenId = "mcp_token_id";

    /// <summary>In a refresh token: the generation of the credential that it was issued with.</summary>
    public const string Generation = "mcp_generation";
}
