using System.Collections.Frozen;
using Dhafnck.McpAuth.AuthorizationServer.Hosting;
using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Dhafnck.McpAuth.AuthorizationServer.Workloads;

/// <summary>Recognizes workloads by the identity tokens of their platforms.</summary>
internal sealed partial class WorkloadIdentities
{
    // Identity tokens are ID tokens (OpenID Connect Core section 2). Kubernetes gives them no type.
    private static readonly string?[] Types = ["JWT", null];

    private readonly FrozenDictionary<string, TrustedPlatform> _platforms;
    private readonly ILogger<WorkloadIdentities> _logger;

    public WorkloadIdentities(IOptions<AuthorizationServerOptions> options, ServerAddress address, IHttpClientFactory clients, TimeProvider time, ILoggerFactory loggerFactory)
    {
        _logger = loggerFactory.CreateLogger<WorkloadIdentities>();
        _platforms = options.Value.Workloads.Issuers.ToFrozenDictionary(
            issuer => issuer.Issuer,
            issuer => new TrustedPlatform(
                new(SigningIssuer.Of(issuer.Issuer, issuer.JwksUri, issuer.Audience ?? address.Issuer), Types, clients, time, loggerFactory),
                [.. issuer.Rules.Select(rule => (new SubjectPattern(rule.Subject), rule))]),
            StringComparer.Ordinal);
    }

    /// <summary>Verifies an identity token and finds the rule for its workload.</summary>
    public async ValueTask<WorkloadIdentityResult> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (IssuerTokenVerifier.ReadIssuer(token) is not { } issuer || !_platforms.TryGetValue(issuer, out var platform))
        {
            LogRefused("it is not a signed JWT, or its issuer is unknown");
            return WorkloadIdentityResult.Refused("The subject token is not one that this server accepts.");
        }

        var verification = await platform.Verifier.VerifyAsync(token, cancellationToken);
        if (verification.IsUnavailable)
        {
            return WorkloadIdentityResult.Unavailable();
        }

        if (verification.Token is not { } verified)
        {
            LogRefused(verification.Failure);
            return WorkloadIdentityResult.Refused("The subject token is not one that this server accepts.");
        }

        return platform.Rules.FirstOrDefault(rule => Matches(rule.Subject, rule.Rule, verified)).Rule is { } matching
            ? WorkloadIdentityResult.Found(new(issuer, verified.Subject, matching))
            : WorkloadIdentityResult.Refused("The subject token is valid, but no rule of this server matches its subject and claims.");
    }

    private static bool Matches(SubjectPattern subject, WorkloadRule rule, JsonWebToken token) =>
        subject.Matches(token.Subject)
        && rule.Claims.All(required => token.Claims.Any(claim => claim.Type == required.Key && claim.Value == required.Value));

    [LoggerMessage(2140, LogLevel.Information, "The identity token of a workload is refused: {Reason}.")]
    private partial void LogRefused(string? reason);

    private sealed record TrustedPlatform(IssuerTokenVerifier Verifier, IReadOnlyList<(SubjectPattern Subject, WorkloadRule Rule)> Rules);
}
