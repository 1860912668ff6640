using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Dhafnck.McpAuth.AuthorizationServer.Protocol.Reuse;

/// <summary>
/// Makes the code or refresh token of a request usable again when the request fails after it was redeemed. Otherwise, the client's next
/// attempt would look like a second use, and would end the connection.
/// </summary>
internal sealed partial class RedemptionUndo(IServiceScopeFactory scopes, ILogger<RedemptionUndo> logger)
{
    private const string Redeemed = "mcp_redeemed";
    private const string Final = "mcp_final";

    /// <summary>Records that the code or refresh token of a request was redeemed.</summary>
    public static void Add(OpenIddictServerTransaction transaction, string tokenId) => transaction.SetProperty(Redeemed, tokenId);

    /// <summary>Records that the grant of a request cannot be used again, because what it was used for is stored.</summary>
    public static void MakeFinal(OpenIddictServerTransaction transaction) => transaction.SetProperty(Final, Final);

    /// <summary>Undoes the redemption of a request, if there is one.</summary>
    /// <returns>Whether the client can send the request again.</returns>
    public async Task<bool> TryUndoAsync(OpenIddictServerTransaction transaction)
    {
        if (transaction.GetProperty<string>(Final) is not null)
        {
            LogNotUndone(null);
            return false;
        }

        if (transaction.GetProperty<string>(Redeemed) is not { } tokenId)
        {
            return true;
        }

        try
        {
            await using var scope = scopes.CreateAsyncScope();
            return await TryUndoAsync(scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>(), tokenId);
        }
        catch (Exception exception)
        {
            LogNotUndone(exception);
            return false;
        }
    }

    private static async Task<bool> TryUndoAsync(IOpenIddictTokenManager entries, string tokenId)
    {
        // A revoked entry was used a second time in the meantime.
        if (await entries.FindByIdAsync(tokenId) is not { } entry || !await entries.HasStatusAsync(entry, Statuses.Redeemed))
        {
            return false;
        }

        var descriptor = new OpenIddictTokenDescriptor();
        await entries.PopulateAsync(descriptor, entry);
        (descriptor.Status, descriptor.RedemptionDate) = (Statuses.Valid, null);
        await entries.UpdateAsync(entry, descriptor);
        return true;
    }

    [LoggerMessage(2131, LogLevel.Warning, "A code, refresh token or assertion was used, but its request failed, and the use could not be undone. The client has to connect again.")]
    private partial void LogNotUndone(Exception? exception);
}
