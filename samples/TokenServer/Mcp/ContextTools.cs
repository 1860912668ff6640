using System.ComponentModel;
using System.Security.Claims;
using Dhafnck.McpAuth;
using Microsoft.EntityFrameworkCore;
using ModelContextProtocol.Server;
using TokenServer.Data;

namespace TokenServer.Mcp;

[McpServerToolType]
internal sealed class ContextTools(AppDbContext database)
{
    [McpServerTool(Name = "get_context", ReadOnly = true), RequiredScope(McpScopes.ReadContext)]
    [Description("Reads your context entries.")]
    public async Task<IReadOnlyList<ContextEntry>> GetContext(ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await database.Context.OwnedBy(Owner.Of(user)).OrderBy(entry => entry.Key).ToListAsync(cancellationToken);

    [McpServerTool(Name = "set_context", Idempotent = true), RequiredScope(McpScopes.WriteContext)]
    [Description("Writes a context entry.")]
    public async Task<ContextEntry> SetContext(ClaimsPrincipal user, string key, string value, CancellationToken cancellationToken)
    {
        var owner = Owner.Of(user);
        var entry = await database.Context.FindAsync([owner.Issuer, owner.Subject, key], cancellationToken);
        if (entry is null)
        {
            entry = new() { OwnerIssuer = owner.Issuer, OwnerId = owner.Subject, Key = key, Value = value };
            database.Context.Add(entry);
        }

        entry.Value = value;
        await database.SaveChangesAsync(cancellationToken);
        return entry;
    }
}
