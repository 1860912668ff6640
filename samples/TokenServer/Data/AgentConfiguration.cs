using System.Text.Json.Serialization;

namespace TokenServer.Data;

internal sealed class AgentConfiguration : IOwned
{
    [JsonIgnore]
    public string OwnerIssuer { get; init; } = "";

    [JsonIgnore]
    public string OwnerId { get; init; } = "";

    public required string Name { get; init; }

    public required string Instructions { get; set; }
}
