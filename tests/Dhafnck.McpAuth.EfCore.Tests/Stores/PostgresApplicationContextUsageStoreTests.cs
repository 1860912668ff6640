using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.TestKit.Postgres;

namespace Dhafnck.McpAuth.EfCore.Tests.Stores;

public sealed class PostgresApplicationContextUsageStoreTests(PostgresServer postgres, DatabaseTemplates templates) : EfUsageStoreContract(DatabaseKind.Postgres, postgres, templates, new ApplicationTables());
