using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.Testing.Postgres;

[assembly: AssemblyFixture(typeof(PostgresServer))]
[assembly: AssemblyFixture(typeof(DatabaseTemplates))]
