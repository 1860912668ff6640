using Dhafnck.McpAuth.TestKit.Redis;

[assembly: AssemblyFixture(typeof(RedisServer))]
