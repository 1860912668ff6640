namespace Dhafnck.McpAuth.AuthorizationServer.Consent;

/// <summary>What the form of a shown page is bound to. It is encrypted and authenticated in a form field.</summary>
/// <param name="UserId">The identifier of the user who saw the page.</param>
/// <param name="Browser">The value of the cookie that the browser got with the page.</param>
/// <param name="Shown">The SHA-256 of what the page showed and of the parameters that the form repeats.</param>
/// <param name="ExpiresAt">The time when the ticket expires, UTC.</param>
internal sealed record ConsentTicket(string UserId, string Browser, byte[] Shown, DateTimeOffset ExpiresAt);
