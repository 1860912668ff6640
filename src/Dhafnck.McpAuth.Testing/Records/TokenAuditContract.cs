using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.Testing;

/// <summary>
/// The contract of an <see cref="ITokenStore"/> that keeps an audit trail, as tests. A store without one does not need it. Derive
/// a class from it, create an empty store in <see cref="StoreContract{TStore}.CreateStoreAsync"/>, and run it with xunit v3.
/// </summary>
public abstract partial class TokenAuditContract : StoreContract<ITokenStore>;
