using System.Text.Json.Serialization;

namespace TokenServer.Data;

internal sealed class ContextEntry : IOwned
{
    [JsonIgnore]
    public string OwnerIssuer { get; init; } = "";

    [JsonIgnore]
    public string OwnerId { get; init; } = "";

    public required string Key { get; init; }

    public required string Value { get; set; }
}
