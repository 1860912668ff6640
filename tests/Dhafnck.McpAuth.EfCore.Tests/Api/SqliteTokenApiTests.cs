using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.TestKit.Postgres;

namespace Dhafnck.McpAuth.EfCore.Tests.Api;

public sealed class SqliteTokenApiTests(PostgresServer postgres, DatabaseTemplates templates) : EfTokenApiContract(DatabaseKind.Sqlite, postgres, templates);
