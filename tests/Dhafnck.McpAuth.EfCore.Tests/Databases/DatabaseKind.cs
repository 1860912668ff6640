namespace Dhafnck.McpAuth.EfCore.Tests.Databases;

/// <summary>The databases that the library is made for.</summary>
public enum DatabaseKind
{
    Sqlite,
    Postgres,
}
