using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.TestKit.Postgres;

namespace Dhafnck.McpAuth.EfCore.Tests.Stores;

public sealed class SqliteTokenAuditTests(PostgresServer postgres, DatabaseTemplates templates) : EfTokenAuditContract(DatabaseKind.Sqlite, postgres, templates);
