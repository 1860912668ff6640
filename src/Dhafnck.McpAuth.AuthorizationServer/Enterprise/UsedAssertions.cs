using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Dhafnck.McpAuth.AuthorizationServer.Enterprise;

/// <summary>
/// Remembers which assertions were used, for all processes: as redeemed entries in OpenIddict's store, whose reference identifiers are
/// unique. They are removed with other entries after their expiry.
/// </summary>
internal sealed class UsedAssertions(IServiceScopeFactory scopes, TimeProvider time)
{
    private const string EntryType = "id_jag";

    /// <summary>Uses an assertion. Returns <see langword="false"/> when it was used before.</summary>
    public async Task<bool> TryUseAsync(Assertion assertion, CancellationToken cancellationToken)
    {
        var reference = ReferenceOf(assertion);
        await using var scope = scopes.CreateAsyncScope();
        try
        {
            await scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>().CreateAsync(
                new OpenIddictTokenDescriptor
                {
                    Type = EntryType,
                    Status = Statuses.Redeemed,
                    ReferenceId = reference,
                    CreationDate = time.GetUtcNow(),
                    ExpirationDate = assertion.ExpiresAt,
                },
                cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is DbUpdateException or OpenIddictExceptions.ValidationException)
        {
            if (await IsKnownAsync(reference, cancellationToken))
            {
                return false;
            }

            throw;
        }
    }

    // In a scope of its own: OpenIddict remembers in the other one that it found no such entry.
    private async Task<bool> IsKnownAsync(string reference, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>().FindByReferenceIdAsync(reference, cancellationToken) is not null;
    }

    // A jti is unique within its issuer (RFC 7519 section 4.1.7). OpenIddict stores a hash of it.
    private static string ReferenceOf(Assertion assertion) => $"{assertion.User.Issuer}\n{assertion.Id}";
}
