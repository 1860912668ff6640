using System.ComponentModel;
using System.Security.Claims;
using Dhafnck.McpAuth;
using Microsoft.EntityFrameworkCore;
using ModelContextProtocol;
using ModelContextProtocol.Server;
using TokenServer.Data;

namespace TokenServer.Mcp;

[McpServerToolType]
internal sealed class TaskTools(AppDbContext database)
{
    [McpServerTool(Name = "list_tasks", ReadOnly = true), RequiredScope(McpScopes.ReadTasks)]
    [Description("Lists your tasks.")]
    public async Task<IReadOnlyList<TaskItem>> ListTasks(ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await database.Tasks.OwnedBy(Owner.Of(user)).OrderBy(task => task.Id).ToListAsync(cancellationToken);

    [McpServerTool(Name = "create_task"), RequiredScope(McpScopes.WriteTasks)]
    [Description("Creates a task.")]
    public async Task<TaskItem> CreateTask(ClaimsPrincipal user, [Description("What has to be done.")] string title, CancellationToken cancellationToken)
    {
        var owner = Owner.Of(user);
        var task = new TaskItem { OwnerIssuer = owner.Issuer, OwnerId = owner.Subject, Title = title };
        database.Tasks.Add(task);
        await database.SaveChangesAsync(cancellationToken);
        return task;
    }

    [McpServerTool(Name = "complete_task", Idempotent = true), RequiredScope(McpScopes.WriteTasks)]
    [Description("Marks a task as done.")]
    public async Task<TaskItem> CompleteTask(ClaimsPrincipal user, [Description("The task's id, from list_tasks.")] int id, CancellationToken cancellationToken)
    {
        var task = await database.Tasks.OwnedBy(Owner.Of(user)).SingleOrDefaultAsync(task => task.Id == id, cancellationToken)
            ?? throw new McpException($"You have no task {id}.");
        task.IsDone = true;
        await database.SaveChangesAsync(cancellationToken);
        return task;
    }
}
