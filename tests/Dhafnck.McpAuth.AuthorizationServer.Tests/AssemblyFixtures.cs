using Dhafnck.McpAuth.Testing.Postgres;

[assembly: AssemblyFixture(typeof(PostgresServer))]
