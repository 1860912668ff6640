using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.Testing.Postgres;

namespace Dhafnck.McpAuth.EfCore.Tests.Limits;

public sealed class SqlitePermitStoreTests(PostgresServer postgres, DatabaseTemplates templates) : EfPermitStoreContract(DatabaseKind.Sqlite, postgres, templates);
