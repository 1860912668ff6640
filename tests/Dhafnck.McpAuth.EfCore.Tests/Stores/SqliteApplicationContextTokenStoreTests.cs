using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.Testing.Postgres;

namespace Dhafnck.McpAuth.EfCore.Tests.Stores;

public sealed class SqliteApplicationContextTokenStoreTests(PostgresServer postgres, DatabaseTemplates templates) : ApplicationContextTokenStoreContract(DatabaseKind.Sqlite, postgres, templates);
