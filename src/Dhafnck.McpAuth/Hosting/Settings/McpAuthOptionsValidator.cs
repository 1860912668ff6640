using Dhafnck.McpAuth.Bearer.Credentials;
using Dhafnck.McpAuth.Hosting.Settings.Checks;
using Dhafnck.McpAuth.Providers;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Hosting.Settings;

/// <summary>Validates the options when the host starts. Each message states the error and the remedy.</summary>
internal sealed class McpAuthOptionsValidator(ProviderRegistry providers, ScopeCatalog catalog) : IValidateOptions<McpAuthOptions>
{
    private static readonly TimeSpan MaximumRecordLifetime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MinimumPollInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MaximumStalenessBound = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaximumIdempotencyKeyLifetime = TimeSpan.FromDays(30);
    private static readonly TimeSpan MaximumPruneAfter = TimeSpan.FromDays(3650);

    public ValidateOptionsResult Validate(string? name, McpAuthOptions options)
    {
        string[] failures =
        [
            .. AuthTypeCheck.Check(options, providers),
            .. TokenHeaderCheck.Check(options),
            .. SigningKeyCheck.Check(options.Jwt),
            .. TrustedIssuerCheck.Check(options.Jwt, catalog),
            .. CheckEnv(options.Env),
            .. CheckNone(options.None),
            .. ScopeCheck.Check(options.Scopes, catalog),
            .. DpopCheck.Check(options),
            .. CheckTokens(options.Tokens),
            .. TokenRuleCheck.Check(options.Tokens, catalog),
            .. CheckCache(options.Cache),
            .. AddressCheck.Check(options.Webhook),
            .. AddressCheck.Check(options.Resource),
            .. ScannerCheck.Check(options.Scanners),
            .. StdioCheck.Check(options.Stdio),
        ];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> CheckEnv(EnvAuthOptions env)
    {
        if (env.Tokens.Any(token => token.Any(char.IsWhiteSpace)))
        {
            yield return "A token of MCP_BEARER_TOKEN contains white space. Set the tokens alone, without 'Bearer', and separate several with commas; "
                + "in the file of MCP_BEARER_TOKEN_FILE, line breaks separate them too. Make one with: openssl rand -hex 32";
        }
        else if (!env.Tokens.All(token => BearerHeader.IsB64Token(token)))
        {
            yield return "A token of MCP_BEARER_TOKEN cannot be sent in an Authorization header: "
                + "use letters, digits and - . _ ~ + / only, with = at the end (RFC 6750 section 2.1). "
                + "Separate several tokens with commas.";
        }

        if (!VisibleAscii.Is(env.Subject))
        {
            yield return $"Env.Subject must have {VisibleAscii.Form}.";
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

        if (limits.AuditRetention < TimeSpan.FromDays(1) || limits.AuditRetention > MaximumPruneAfter)
        {
            yield return $"Tokens.AuditRetention must be from a day to {MaximumPruneAfter} (ten years); it is {limits.AuditRetention}.";
        }

        if (limits.IdempotencyKeyLifetime <= TimeSpan.Zero || limits.IdempotencyKeyLifetime > MaximumIdempotencyKeyLifetime)
        {
            yield return $"Tokens.IdempotencyKeyLifetime must be more than zero and at most {MaximumIdempotencyKeyLifetime} (30 days); "
                + $"it is {limits.IdempotencyKeyLifetime}.";
        }
    }

    private static IEnumerable<string> CheckCache(TokenCacheOptions cache)
    {
        if (cache.PollInterval < MinimumPollInterval || cache.PollInterval >= cache.StalenessBound)
        {
            yield return $"Cache.PollInterval must be {MinimumPollInterval} or more and less than Cache.StalenessBound; "
                + $"they are {cache.PollInterval} and {cache.StalenessBound}.";
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
}
