using System.Text.Encodings.Web;
using Dhafnck.McpAuth.Events;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.UI.Services;

namespace TokenServer.Setup;

/// <summary>
/// Sends an email to a token's owner about events that may show misuse, and about the coming expiry. ASP.NET Core's default
/// email sender sends nothing; register a real one.
/// </summary>
internal sealed class OwnerAlert(IServiceScopeFactory scopes) : ITokenEventSink
{
    public async Task ReceiveAsync(TokenEvent tokenEvent, CancellationToken cancellationToken = default)
    {
        if (tokenEvent.OwnerId is { } ownerId && Describe(tokenEvent) is { } happened)
        {
            await using var scope = scopes.CreateAsyncScope();
            var users = scope.ServiceProvider.GetRequiredService<UserManager<IdentityUser>>();
            if (await users.FindByIdAsync(ownerId) is { Email: { } address })
            {
                var name = HtmlEncoder.Default.Encode(tokenEvent.TokenName ?? tokenEvent.TokenId);
                await scope.ServiceProvider.GetRequiredService<IEmailSender>().SendEmailAsync(address, "Your API token", $"{name}: {happened}");
            }
        }
    }

    private static string? Describe(TokenEvent tokenEvent) => tokenEvent.Kind switch
    {
        TokenEventKind.FormerCredentialUsed => "a former token string was used after you replaced it.",
        TokenEventKind.NewAddress => $"it was used from {tokenEvent.RemoteAddress}, for the first time.",
        TokenEventKind.UnusualUse => "it was used far more than usual.",
        TokenEventKind.Leaked => $"it was found where anybody can read it, and is revoked: {HtmlEncoder.Default.Encode(tokenEvent.Reason ?? "")}",
        TokenEventKind.ExpiresInSevenDays => $"it expires on {tokenEvent.ExpiresAt:yyyy-MM-dd}.",
        TokenEventKind.ScopeDenied => "an administrator denied a scope that you asked for.",
        TokenEventKind.ExpiredUnused => "it was ended, because nobody had used it for a long time.",
        _ => null,
    };
}
