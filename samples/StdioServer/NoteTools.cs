using System.Collections.Concurrent;
using System.Security.Claims;
using Dhafnck.McpAuth;
using ModelContextProtocol.Server;

internal sealed class NoteTools
{
    private static readonly ConcurrentQueue<string> Notes = [];

    [McpServerTool(Name = "list_notes", ReadOnly = true)]
    public static string ListNotes() => string.Join('\n', Notes);

    [McpServerTool(Name = "add_note"), RequiredScope("write:tasks")]
    public static string AddNote(ClaimsPrincipal user, string text)
    {
        Notes.Enqueue(text);
        return $"{user.FindFirst("sub")?.Value} noted '{text}'.";
    }
}
