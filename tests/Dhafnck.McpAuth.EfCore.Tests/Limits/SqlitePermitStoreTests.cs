using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.TestKit.Postgres;

namespace Dhafnck.McpAuth.EfCore.Tests.Limits;

public sealed class SqlitePermitStoreTests(PostgresServer postgres, DatabaseTemplates templates) : EfPermitStoreContract(DatabaseKind.Sqlite, postgres, templates);
