using System.Collections.Concurrent;
using System.ComponentModel;
using System.Security.Claims;
using Dhafnck.McpAuth;
using ModelContextProtocol.Server;

internal sealed class TaskTools
{
    private static readonly ConcurrentQueue<string> Tasks = [];

    [McpServerTool(Name = "list_tasks", ReadOnly = true)]
    [Description("Lists the tasks.")]
    public static string ListTasks() => string.Join('\n', Tasks);

    [McpServerTool(Name = "create_task"), RequiredScope("write:tasks")]
    [Description("Creates a task.")]
    public static string CreateTask(ClaimsPrincipal user, string title)
    {
        Tasks.Enqueue(title);
        return $"{user.FindFirst("sub")?.Value} created '{title}'.";
    }
}
