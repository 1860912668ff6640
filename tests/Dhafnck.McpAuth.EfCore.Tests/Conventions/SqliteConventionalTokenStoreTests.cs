using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Stores;
using Dhafnck.McpAuth.TestKit.Postgres;

namespace Dhafnck.McpAuth.EfCore.Tests.Conventions;

public sealed class SqliteConventionalTokenStoreTests(PostgresServer postgres, DatabaseTemplates templates) : EfTokenStoreContract(DatabaseKind.Sqlite, postgres, templates, new ConventionalTables());
