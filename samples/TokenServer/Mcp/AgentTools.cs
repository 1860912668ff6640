using System.ComponentModel;
using System.Security.Claims;
using Dhafnck.McpAuth;
using Microsoft.EntityFrameworkCore;
using ModelContextProtocol.Server;
using TokenServer.Data;

namespace TokenServer.Mcp;

[McpServerToolType]
internal sealed class AgentTools(AppDbContext database)
{
    [McpServerTool(Name = "list_agents", ReadOnly = true), RequiredScope(McpScopes.ReadAgents)]
    [Description("Lists your agents and their instructions.")]
    public async Task<IReadOnlyList<AgentConfiguration>> ListAgents(ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await database.Agents.OwnedBy(Owner.Of(user)).OrderBy(agent => agent.Name).ToListAsync(cancellationToken);

    [McpServerTool(Name = "configure_agent", Idempotent = true), RequiredScope(McpScopes.WriteAgents)]
    [Description("Creates an agent or changes its instructions.")]
    public async Task<AgentConfiguration> ConfigureAgent(ClaimsPrincipal user, string name, string instructions, CancellationToken cancellationToken)
    {
        var owner = Owner.Of(user);
        var agent = await database.Agents.FindAsync([owner.Issuer, owner.Subject, name], cancellationToken);
        if (agent is null)
        {
            agent = new() { OwnerIssuer = owner.Issuer, OwnerId = owner.Subject, Name = name, Instructions = instructions };
            database.Agents.Add(agent);
        }

        agent.Instructions = instructions;
        await database.SaveChangesAsync(cancellationToken);
        return agent;
    }
}
