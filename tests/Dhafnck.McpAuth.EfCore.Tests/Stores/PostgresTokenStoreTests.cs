using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.Testing.Postgres;

namespace Dhafnck.McpAuth.EfCore.Tests.Stores;

public sealed class PostgresTokenStoreTests(PostgresServer postgres) : EfTokenStoreContract(DatabaseKind.Postgres, postgres);
