using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.TestKit.Postgres;

namespace Dhafnck.McpAuth.EfCore.Tests.Stores;

public sealed class PostgresTokenStoreTests(PostgresServer postgres, DatabaseTemplates templates) : EfTokenStoreContract(DatabaseKind.Postgres, postgres, templates, new EfTables());
