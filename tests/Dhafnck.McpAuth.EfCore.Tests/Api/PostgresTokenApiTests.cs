using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.TestKit.Postgres;

namespace Dhafnck.McpAuth.EfCore.Tests.Api;

public sealed class PostgresTokenApiTests(PostgresServer postgres, DatabaseTemplates templates) : EfTokenApiContract(DatabaseKind.Postgres, postgres, templates);
