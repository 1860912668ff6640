using Dhafnck.McpAuth.Testing.Postgres;
using Dhafnck.McpAuth.Testing.Redis;
using Samples.Tests.TokenServer;

[assembly: AssemblyFixture(typeof(PostgresServer))]
[assembly: AssemblyFixture(typeof(RedisServer))]
[assembly: AssemblyFixture(typeof(SharedTokenServer))]
