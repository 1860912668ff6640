using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.TestKit.Postgres;

namespace Dhafnck.McpAuth.EfCore.Tests.Stores;

public sealed class SqliteTokenStoreTests(PostgresServer postgres, DatabaseTemplates templates) : EfTokenStoreContract(DatabaseKind.Sqlite, postgres, templates, new EfTables());
