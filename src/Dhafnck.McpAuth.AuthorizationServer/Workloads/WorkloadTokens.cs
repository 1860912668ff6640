using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.AuthorizationServer.Workloads;

/// <summary>Creates the tokens of workloads: records of the rule's owner that live for minutes.</summary>
internal sealed class WorkloadTokens(ApiTokenService tokens, IOptions<AuthorizationServerOptions> options)
{
    /// <summary>The metadata that says which workload a token was created for.</summary>
    public const string IssuerKey = "workload_issuer";

    /// <inheritdoc cref="IssuerKey"/>
    public const string SubjectKey = "workload_subject";

    // Whoever wrote the rule decided about its scopes.
    private static readonly TokenActor Rule = new() { Kind = TokenActorKind.Application, Id = $"{AuthorizationServerOptions.SectionName}:Workloads" };

    public TimeSpan Lifetime => options.Value.Workloads.TokenLifetime;

    public Task<TokenOperation> CreateAsync(WorkloadIdentity workload, IReadOnlyList<string> scopes, string resource) =>
        tokens.As(Rule).CreateAsync(workload.Rule.OwnerId, new()
        {
            Name = workload.Rule.Name,
            Scopes = scopes,
            Audience = resource,
            RateLimit = workload.Rule.RateLimit,
            AllowedAddresses = [.. workload.Rule.AllowedAddresses],
            ShortLifetime = Lifetime,
            RotatableForDays = 1,
            Metadata = new Dictionary<string, string> { [IssuerKey] = workload.Issuer, [SubjectKey] = workload.Subject },
        });
}
