using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.Testing.Postgres;

namespace Dhafnck.McpAuth.EfCore.Tests.Conventions;

public sealed class PostgresConventionalTokenStoreTests(PostgresServer postgres, DatabaseTemplates templates) : ConventionalTokenStoreContract(DatabaseKind.Postgres, postgres, templates);
