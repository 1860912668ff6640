using Dhafnck.McpAuth.Tokens;

namespace Dhafnck.McpAuth.EfCore.Push;

/// <summary>The feed of the token store's database, whatever its context.</summary>
internal interface IPostgresChangeFeed : ITokenChangeFeed;
