namespace Dhafnck.McpAuth.Providers;

/// <summary>Why a token was refused.</summary>
/// <param name="Kind">What sort of refusal it is.</param>
/// <param name="Description">What the client is told, as <c>error_description</c>. Never anything from the token.</param>
/// <param name="Detail">What only the log is told, beside the description. Never anything from the token.</param>
/// <param name="Reason">Why, for the application's code.</param>
/// <param name="TokenId">The record that the token is of, where the token is genuine.</param>
public sealed record Rejection(RejectionKind Kind, string Description, string? Detail = null, RejectionReason Reason = RejectionReason.Other, string? TokenId = null);
