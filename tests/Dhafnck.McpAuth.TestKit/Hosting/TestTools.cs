using System.Security.Claims;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.TestKit.Hosting;

[McpServerToolType]
public sealed class TestTools
{
    [McpServerTool(Name = "whoami")]
    public static string WhoAmI(ClaimsPrincipal user) => user.FindFirst("sub")?.Value ?? "nobody";

    [McpServerTool(Name = "read_tasks"), RequiredScope("read:tasks")]
    public static string ReadTasks() => "tasks";

    [McpServerTool(Name = "write_tasks"), RequiredScope("write:tasks")]
    public static string WriteTasks() => "written";

    [McpServerTool(Name = "write_both"), RequiredScope("write:tasks"), RequiredScope("write:context")]
    public static string WriteBoth() => "written";
}
