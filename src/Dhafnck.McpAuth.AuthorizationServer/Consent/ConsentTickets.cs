using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.AuthorizationServer.Consent;

/// <summary>
/// Issues and checks the tickets that bind a form to its user, browser and request. Another site can obtain none for a user: it
/// can neither read the page nor frame it.
/// </summary>
internal sealed class ConsentTickets(IDataProtectionProvider dataProtection, TimeProvider time)
{
    /// <summary>The time in which the user has to decide.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private const string CookieName = "mcp-consent";
    private const int BrowserBytes = 16;
    private readonly IDataProtector _protector = dataProtection.CreateProtector("Dhafnck.McpAuth.AuthorizationServer.Consent");

    /// <summary>Returns a ticket for a page that is about to be shown, and gives the browser its cookie.</summary>
    public string Issue(HttpContext context, ConsentRequest request, IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        var ticket = new ConsentTicket(request.UserId, IdentifyBrowser(context), Hash(request, parameters), time.GetUtcNow() + Lifetime);
        return Base64Url.EncodeToString(_protector.Protect(JsonSerializer.SerializeToUtf8Bytes(ticket, ConsentJsonContext.Default.ConsentTicket)));
    }

    /// <summary>Whether a submitted ticket was issued to the same user and browser for the same request, and has not expired.</summary>
    public async Task<bool> IsValidAsync(HttpContext context, ConsentRequest request, string? submitted, CancellationToken cancellationToken)
    {
        var parameters = await ConsentFields.ReadParametersAsync(context.Request, cancellationToken);
        return Read(submitted) is { } ticket
            && ticket.ExpiresAt > time.GetUtcNow()
            && ticket.UserId == request.UserId
            && ticket.Browser == context.Request.Cookies[CookieName]
            && ticket.Shown.AsSpan().SequenceEqual(Hash(request, parameters));
    }

    private ConsentTicket? Read(string? submitted)
    {
        try
        {
            return JsonSerializer.Deserialize(_protector.Unprotect(Base64Url.DecodeFromChars(submitted)), ConsentJsonContext.Default.ConsentTicket);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException or JsonException)
        {
            return null;
        }
    }

    // The cookie of another page that is still open stays good. Lax, because a strict cookie would be missing when a client's site
    // sends the user here, and each page would replace it.
    private static string IdentifyBrowser(HttpContext context)
    {
        if (context.Request.Cookies[CookieName] is { Length: > 0 } known)
        {
            return known;
        }

        var browser = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(BrowserBytes));
        context.Response.Cookies.Append(CookieName, browser, new()
        {
            HttpOnly = true,
            IsEssential = true,
            Path = context.Request.PathBase.HasValue ? context.Request.PathBase.ToUriComponent() : "/",
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
        });
        return browser;
    }

    private static byte[] Hash(ConsentRequest request, IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(request, ConsentJsonContext.Default.ConsentRequest));
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(parameters, ConsentJsonContext.Default.IReadOnlyListKeyValuePairStringString));
        return hash.GetHashAndReset();
    }
}
