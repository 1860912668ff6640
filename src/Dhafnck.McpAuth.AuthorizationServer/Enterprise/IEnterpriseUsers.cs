namespace Dhafnck.McpAuth.AuthorizationServer;

/// <summary>Knows which user of the application an identity provider means. The application registers it with <c>AddEnterpriseUsers()</c>.</summary>
public interface IEnterpriseUsers
{
    /// <summary>Returns the identifier of the user, as the application's own sign-in gives it, or <see langword="null"/> to refuse.</summary>
    /// <param name="user">The user, from an assertion whose signature and claims are verified.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    ValueTask<string?> FindAsync(EnterpriseUser user, CancellationToken cancellationToken = default);
}
