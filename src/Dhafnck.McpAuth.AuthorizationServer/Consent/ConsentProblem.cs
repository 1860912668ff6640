namespace Dhafnck.McpAuth.AuthorizationServer.Consent;

/// <summary>Why a submitted form is not a decision. The page is shown again with the message.</summary>
/// <param name="StatusCode">The HTTP status of the page.</param>
/// <param name="Message">The reason, for the user.</param>
/// <param name="Input">What the user entered, which the page keeps; <see langword="null"/> to propose the defaults again.</param>
internal sealed record ConsentProblem(int StatusCode, string Message, ConsentInput? Input = null);
