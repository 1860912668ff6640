using System.Security.Cryptography;
using System.Text;
using Dhafnck.McpAuth;

namespace CustomProvider;

/// <summary>
/// Accepts API keys in the header <c>X-API-Key</c>. Each line of the file <c>API_KEY_FILE</c> has a user, the SHA-256 hash of the
/// user's key, and the scopes, separated by spaces.
/// </summary>
internal sealed class ApiKeyProvider(IConfiguration configuration) : IMcpAuthProvider
{
    private const string Header = "X-API-Key";

    private readonly string _file = configuration["API_KEY_FILE"] ?? throw new InvalidOperationException("Set API_KEY_FILE to the path of the file with the API keys.");

    // The Authorization header is not read; this provider reads its own.
    public bool RequiresToken => false;

    public string Challenge => "ApiKey realm=\"mcp\"";

    // Beside other providers, as in MCP_AUTH_TYPE=jwt,api-key, the header selects this one.
    public ProviderCredentials Credentials => new() { Headers = [Header] };

    public async ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default)
    {
        if (context.HttpContext.Request.Headers[Header] is not [{ Length: > 0 } key])
        {
            return AccessTokenResult.Rejected($"Send an API key in the header {Header}.");
        }

        // Read for each request, so that a removed key ends at once. A file that cannot be read is an exception, and the answer is 503.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        await foreach (var line in File.ReadLinesAsync(_file, cancellationToken))
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var user, var known, .. var scopes] && known == hash)
            {
                return AccessTokenResult.Success(new() { Subject = user, Scopes = scopes, Issuer = "api-keys" });
            }
        }

        return AccessTokenResult.Rejected("The API key is invalid.");
    }
}
