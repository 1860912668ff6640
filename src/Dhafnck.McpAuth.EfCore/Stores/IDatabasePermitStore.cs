using Dhafnck.McpAuth.Usage;

namespace Dhafnck.McpAuth.EfCore.Stores;

/// <summary>The store of permits in the database of the token store, whatever its context.</summary>
internal interface IDatabasePermitStore : IPermitStore;
