using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.TestKit.Postgres;

namespace Dhafnck.McpAuth.EfCore.Tests.Limits;

public sealed class PostgresPermitStoreTests(PostgresServer postgres, DatabaseTemplates templates) : EfPermitStoreContract(DatabaseKind.Postgres, postgres, templates);
