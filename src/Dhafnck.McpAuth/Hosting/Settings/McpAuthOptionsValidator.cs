using System.Text;
using Dhafnck.McpAuth.Alerts;
using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.Bearer.Gate;
using Dhafnck.McpAuth.Bearer.Resource;
using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;
using Dhafnck.McpAuth.Tokens.Issuers;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Hosting.Settings;

/// <summary>Validates the options when the host starts. Each message states the error and the remedy.</summary>
internal sealed class McpAuthOptionsValidator(ProviderRegistry providers, ScopeCatalog catalog) : IValidateOptions<McpAuthOptions>
{
    internal const int MaximumNameLength = 200;
    internal const string KeyForm = "A signing key is a single line, whether in a variable, a list or a file: white space around it is removed, and it must not contain line breaks or other control characters. "
        + "To join the lines of an openssl output: openssl rand -base64 96 | tr -d '\\n'";

    private static readonly TimeSpan MaximumRecordLifetime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MinimumPollInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MaximumStalenessBound = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaximumIdempotencyKeyLifetime = TimeSpan.FromDays(30);
    private static readonly TimeSpan MaximumPruneAfter = TimeSpan.FromDays(3650);
    internal const string MakeKey = "Make one with: openssl rand -base64 48";

    public ValidateOptionsResult Validate(string? name, McpAuthOptions options)
    {
        string[] failures = [.. CheckType(options), .. CheckJwt(options), .. TrustedIssuerCheck.Check(options.Jwt, catalog), .. CheckEnv(options), .. CheckNone(options.None), .. CheckScopes(options.Scopes), .. CheckTokens(options.Tokens), .. CheckCache(options.Cache), .. CheckWebhook(options.Webhook), .. CheckResource(options.Resource)];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private IEnumerable<string> CheckType(McpAuthOptions options)
    {
        if (options.AuthType is not { } type)
        {
            yield return $"No authentication is configured. Set JWT_SECRET_KEY for API tokens (make one with: openssl rand -base64 48), or MCP_BEARER_TOKEN for a fixed token; "
                + "MCP_AUTH_TYPE=none leaves the server open to everyone, and must be set explicitly outside Development.";
        }
        else if (!providers.Contains(type))
        {
            yield return $"MCP_AUTH_TYPE is '{ScopeToken.Escape(type)}', which is not an authentication type. Set it to one of: {string.Join(", ", providers.Names)}.";
        }
        else if (providers.UsesStoredTokens(type) && string.IsNullOrEmpty(options.Jwt.SecretKey) && options.Jwt.TrustedIssuers.Count == 0)
        {
            yield return $"MCP_AUTH_TYPE is '{type}', but JWT_SECRET_KEY is not set. {MakeKey}";
        }
        else if (type == McpAuthTypes.Env && options.Env.Tokens.Count == 0)
        {
            yield return "MCP_AUTH_TYPE is 'env', but MCP_BEARER_TOKEN is not set. Set it to the token that clients send (make one with: openssl rand -hex 32).";
        }
    }

    private static IEnumerable<string> CheckJwt(McpAuthOptions options)
    {
        var jwt = options.Jwt;
        if (jwt.SecretKey is { Length: > 0 } key && Encoding.UTF8.GetByteCount(key) is var length and < JwtOptions.MinimumKeyBytes)
        {
            yield return $"JWT_SECRET_KEY has {length} bytes; HS256 needs at least {JwtOptions.MinimumKeyBytes} (RFC 7518 section 3.2). {MakeKey}";
        }

        if (!IsOneLine(jwt.SecretKey))
        {
            yield return $"JWT_SECRET_KEY contains a line break or another control character. {KeyForm}";
        }

        if (!jwt.PreviousSecretKeys.All(IsOneLine))
        {
            yield return $"A key of JWT_SECRET_KEY_PREVIOUS contains a line break or another control character. {KeyForm}";
        }

        if (jwt.PreviousSecretKeys.Any(previous => Encoding.UTF8.GetByteCount(previous) < JwtOptions.MinimumKeyBytes || previous == jwt.SecretKey))
        {
            yield return $"Each key of JWT_SECRET_KEY_PREVIOUS must have at least {JwtOptions.MinimumKeyBytes} bytes and differ from JWT_SECRET_KEY. Separate several keys with commas; put keys that contain a comma in the file of JWT_SECRET_KEY_PREVIOUS_FILE, one key per line.";
        }

        if (jwt.PreviousSecretKeys.Count > 0 && string.IsNullOrEmpty(jwt.SecretKey))
        {
            yield return $"JWT_SECRET_KEY_PREVIOUS is set, but JWT_SECRET_KEY is not: previous keys only verify tokens, and JWT_SECRET_KEY signs them. {MakeKey}";
        }

        if (!IsName(jwt.Issuer))
        {
            yield return $"JWT_ISSUER must have 1 to {MaximumNameLength} visible ASCII characters.";
        }

        if (!jwt.Audiences.All(IsName))
        {
            yield return $"Each audience of JWT_AUDIENCE must have 1 to {MaximumNameLength} visible ASCII characters.";
        }
    }

    private static IEnumerable<string> CheckEnv(McpAuthOptions options)
    {
        if (options.Env.Tokens.Any(token => token.Any(char.IsWhiteSpace)))
        {
            yield return "A token of MCP_BEARER_TOKEN contains white space. Set the tokens alone, without 'Bearer', and separate several with commas; in the file of MCP_BEARER_TOKEN_FILE, line breaks separate them too. Make one with: openssl rand -hex 32";
        }
        else if (!options.Env.Tokens.All(token => BearerHeader.IsB64Token(token)))
        {
            yield return "A token of MCP_BEARER_TOKEN cannot be sent in an Authorization header: use letters, digits and - . _ ~ + / only, with = at the end (RFC 6750 section 2.1). "
                + "Separate several tokens with commas.";
        }

        if (!IsName(options.Env.Subject))
        {
            yield return $"Env.Subject must have 1 to {MaximumNameLength} visible ASCII characters.";
        }
    }

    private static IEnumerable<string> CheckNone(NoAuthOptions none) =>
        none.AllowedAddresses.Where(address => AddressRange.Normalize(address) is null)
            .Select(address => $"None.AllowedAddresses has '{ScopeToken.Escape(address)}', which is not {AddressRange.PlainForm}.");

    private static IEnumerable<string> CheckTokens(ApiTokenOptions limits)
    {
        if (limits.ActiveTokensPerOwner < 1)
        {
            yield return $"Tokens.ActiveTokensPerOwner must be 1 or more; it is {limits.ActiveTokensPerOwner}.";
        }

        if (limits.WritesPerMinute < 1)
        {
            yield return $"Tokens.WritesPerMinute must be 1 or more; it is {limits.WritesPerMinute}.";
        }

        if (limits.ConcurrentWrites < 1)
        {
            yield return $"Tokens.ConcurrentWrites must be 1 or more; it is {limits.ConcurrentWrites}.";
        }

        if (limits.PruneAfter < TimeSpan.Zero || limits.PruneAfter > MaximumPruneAfter)
        {
            yield return $"Tokens.PruneAfter must be from zero to {MaximumPruneAfter} (ten years); it is {limits.PruneAfter}.";
        }

        if (limits.IdempotencyKeyLifetime <= TimeSpan.Zero || limits.IdempotencyKeyLifetime > MaximumIdempotencyKeyLifetime)
        {
            yield return $"Tokens.IdempotencyKeyLifetime must be more than zero and at most {MaximumIdempotencyKeyLifetime} (30 days); it is {limits.IdempotencyKeyLifetime}.";
        }
    }

    private static IEnumerable<string> CheckCache(TokenCacheOptions cache)
    {
        if (cache.PollInterval < MinimumPollInterval || cache.PollInterval >= cache.StalenessBound)
        {
            yield return $"Cache.PollInterval must be {MinimumPollInterval} or more and less than Cache.StalenessBound; they are {cache.PollInterval} and {cache.StalenessBound}.";
        }

        if (cache.StalenessBound > MaximumStalenessBound)
        {
            yield return $"Cache.StalenessBound must be at most {MaximumStalenessBound}; it is {cache.StalenessBound}.";
        }

        if (cache.RecordLifetime < TimeSpan.Zero || cache.RecordLifetime > MaximumRecordLifetime)
        {
            yield return $"Cache.RecordLifetime must be from zero to {MaximumRecordLifetime}; it is {cache.RecordLifetime}.";
        }

        if (cache.MaximumRecords < 1)
        {
            yield return $"Cache.MaximumRecords must be 1 or more; it is {cache.MaximumRecords}.";
        }
    }

    private static IEnumerable<string> CheckWebhook(WebhookOptions webhook)
    {
        if (webhook.Url is not { Length: > 0 } url)
        {
            yield break;
        }

        // The address itself can hold a secret, so the message does not show it.
        if (!IssuerDocuments.IsAllowed(url, isLocal: true))
        {
            yield return "MCP_WEBHOOK_URL must be an absolute https address without user, password and fragment; http is allowed for this machine only. The receiver identifies the sender by the signature.";
        }

        if (webhook.ReadKey() is null)
        {
            yield return $"MCP_WEBHOOK_URL is set, but MCP_WEBHOOK_SECRET is not '{WebhookOptions.SecretPrefix}' and the base64 of 24 to 64 bytes. Make one with: echo \"{WebhookOptions.SecretPrefix}$(openssl rand -base64 32)\"";
        }
    }

    private static IEnumerable<string> CheckResource(ProtectedResourceOptions resource)
    {
        if (resource.PublicUrl is { } url && !IsAddress(url))
        {
            yield return $"MCP_PUBLIC_URL is '{ScopeToken.Escape(url)}', which is not an absolute https address without query and fragment (http is allowed for this machine only). Set it to the address at which clients reach the application, such as https://mcp.example.com.";
        }

        if (resource.AuthorizationServers.FirstOrDefault(server => !IsAddress(server)) is { } wrong)
        {
            yield return $"MCP_AUTHORIZATION_SERVERS names '{ScopeToken.Escape(wrong)}', which is not an absolute https address without query and fragment (RFC 8414 section 2; http is allowed for this machine only).";
        }

        if (resource.AllowedOrigins.FirstOrDefault(origin => OriginGate.Parse(origin) is null || origin.Contains('*', StringComparison.Ordinal)) is { } notOrigin)
        {
            yield return $"MCP_ALLOWED_ORIGINS names '{ScopeToken.Escape(notOrigin)}', which is not an origin: a scheme, a host and, unless it is the scheme's default, a port, such as https://inspector.example.com, without a path or a trailing slash (RFC 6454). There is no wildcard.";
        }

        if (resource is { AuthorizationServers.Count: > 0, PublicUrl: null })
        {
            yield return "An authorization server is configured, but MCP_PUBLIC_URL is not set. Set it to the address at which clients reach the application, such as https://mcp.example.com: the host in a request cannot be trusted for it.";
        }
    }

    private static bool IsAddress(string text) =>
        text.All(c => c is > ' ' and <= '~' and not ('"' or '\\'))
        && Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        && address is { Query: "", Fragment: "", UserInfo: "" };

    private static IEnumerable<string> CheckOperations(ScopeOptions scopes)
    {
        foreach (var entry in scopes.Operations)
        {
            string?[] names = [entry.Tool, entry.Prompt, entry.Resource, entry.Method];
            if (names.Count(name => !string.IsNullOrEmpty(name)) != 1 || entry.Scopes.Count == 0)
            {
                yield return $"An entry of Scopes.Operations must name one Tool, Prompt, Resource or Method, and at least one scope; it names '{ScopeToken.Escape(string.Join(' ', names).Trim())}' and {entry.Scopes.Count} scopes.";
            }
        }
    }

    private IEnumerable<string> CheckScopes(ScopeOptions scopes) =>
        CheckScopes("MCP_REQUIRED_SCOPES", scopes.Required)
            .Concat(CheckScopes("MCP_GRANTED_SCOPES", scopes.Granted))
            .Concat(scopes.Granted.Contains(McpScopes.Admin) ? [$"MCP_GRANTED_SCOPES names '{McpScopes.Admin}', which only a token's record can have. Name the required scopes instead."] : [])
            .Concat(CheckOperations(scopes))
            .Concat(CheckScopes("Scopes.Operations", scopes.Operations.SelectMany(entry => entry.Scopes)))
            .Concat(CheckScopes("Scopes.ToolCall", scopes.ToolCall is { Length: > 0 } toolCall ? [toolCall] : []));

    private IEnumerable<string> CheckScopes(string setting, IEnumerable<string> names) =>
        names.Where(name => !catalog.Contains(name)).Select(name =>
            $"{setting} names '{ScopeToken.Escape(name)}', which is not in the catalog. The catalog contains: {string.Join(", ", catalog.All.Select(scope => scope.Name))}. "
            + "Add a scope of your own with builder.AddMcpAuth().AddScope(...).");

    /// <summary>Whether a key is a single line, so that a variable, a list and a file can all contain it.</summary>
    internal static bool IsOneLine(string? key) =>
        key is null || !key.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029');

    internal static bool IsName(string? text) =>
        text is { Length: > 0 and <= MaximumNameLength } && text.All(c => c is > ' ' and <= '~');
}
