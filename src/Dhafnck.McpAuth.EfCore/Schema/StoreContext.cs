namespace Dhafnck.McpAuth.EfCore.Schema;

/// <summary>The type of the context that the token store uses.</summary>
internal sealed record StoreContext(Type Type);
