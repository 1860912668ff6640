using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.TestKit.Postgres;

namespace Dhafnck.McpAuth.EfCore.Tests.Stores;

public sealed class SqliteApplicationContextUsageStoreTests(PostgresServer postgres, DatabaseTemplates templates) : EfUsageStoreContract(DatabaseKind.Sqlite, postgres, templates, new ApplicationTables());
