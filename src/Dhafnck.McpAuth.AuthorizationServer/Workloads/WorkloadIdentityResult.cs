using System.Diagnostics.CodeAnalysis;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Dhafnck.McpAuth.AuthorizationServer.Workloads;

/// <summary>A verified workload, or the error for it.</summary>
internal sealed record WorkloadIdentityResult
{
    public WorkloadIdentity? Identity { get; private init; }

    public string? Error { get; private init; }

    public string? Description { get; private init; }

    [MemberNotNullWhen(true, nameof(Identity))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsFound => Identity is not null;

    public static WorkloadIdentityResult Found(WorkloadIdentity identity) => new() { Identity = identity };

    // RFC 8693 section 2.2.2: a subject token that is invalid, or not acceptable, is an invalid request.
    public static WorkloadIdentityResult Refused(string description) => new() { Error = Errors.InvalidRequest, Description = description };

    public static WorkloadIdentityResult Unavailable() => new()
    {
        Error = Errors.TemporarilyUnavailable,
        Description = "The keys of the subject token's issuer cannot be fetched at the moment. Try again later.",
    };
}
