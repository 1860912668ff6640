using Dhafnck.McpAuth.AuthorizationServer;
using Microsoft.EntityFrameworkCore;

namespace UpstreamSignIn.Variations;

/// <summary>Finds the local user whom an enterprise's identity provider means.</summary>
public sealed class AcmeUsers(AppDbContext database) : IEnterpriseUsers
{
    public async ValueTask<string?> FindAsync(EnterpriseUser user, CancellationToken cancellationToken) =>
        await database.Logins.Where(login => login.Issuer == user.Issuer && login.Subject == user.Subject).Select(login => login.UserId).FirstOrDefaultAsync(cancellationToken);
}
