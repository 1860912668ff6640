using Dhafnck.McpAuth.Testing.Redis;

[assembly: AssemblyFixture(typeof(RedisServer))]
