namespace Dhafnck.McpAuth.AuthorizationServer.Workloads;

/// <summary>A verified workload, and the rule that it falls under.</summary>
internal sealed record WorkloadIdentity(string Issuer, string Subject, WorkloadRule Rule);
