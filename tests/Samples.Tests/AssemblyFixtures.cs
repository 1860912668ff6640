using Dhafnck.McpAuth.Testing.Postgres;
using Samples.Tests.TokenServer;

[assembly: AssemblyFixture(typeof(PostgresServer))]
[assembly: AssemblyFixture(typeof(SharedTokenServer))]
