using System.ComponentModel;
using System.Text.Json;
using Dhafnck.McpAuth;
using Microsoft.EntityFrameworkCore;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using TokenServer.Data;

namespace TokenServer.Mcp;

[McpServerResourceType]
internal sealed class TaskResources(AppDbContext database)
{
    [McpServerResource(UriTemplate = "tasks://open", Name = "open_tasks", MimeType = "application/json"), RequiredScope(McpScopes.ReadTasks)]
    [Description("Your tasks that are not done.")]
    public async Task<string> OpenTasks(RequestContext<ReadResourceRequestParams> request, CancellationToken cancellationToken)
    {
        var tasks = await database.Tasks.OwnedBy(Owner.Of(request.User)).Where(task => !task.IsDone).OrderBy(task => task.Id).ToListAsync(cancellationToken);
        return JsonSerializer.Serialize(tasks, JsonSerializerOptions.Web);
    }
}
