using System.Text.Json.Serialization;

namespace Dhafnck.McpAuth.Usage.Permits;

/// <summary>The JSON form of a <see cref="PermitLedger"/>.</summary>
[JsonSerializable(typeof(PermitLedgerState))]
internal sealed partial class PermitJsonContext : JsonSerializerContext;
