using System.Text.Json.Serialization;

namespace TokenServer.Data;

internal sealed class TaskItem : IOwned
{
    public int Id { get; init; }

    [JsonIgnore]
    public string OwnerIssuer { get; init; } = "";

    [JsonIgnore]
    public string OwnerId { get; init; } = "";

    public required string Title { get; set; }

    public bool IsDone { get; set; }
}
