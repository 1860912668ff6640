using Dhafnck.McpAuth.TestKit.Postgres;

[assembly: AssemblyFixture(typeof(PostgresServer))]
