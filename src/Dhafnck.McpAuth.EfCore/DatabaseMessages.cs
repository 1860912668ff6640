namespace Dhafnck.McpAuth.EfCore;

/// <summary>What is said in more than one place.</summary>
internal static class DatabaseMessages
{
    public const string Unreachable =
        "The token database cannot be reached. Check the connection string given to AddEntityFrameworkStores, and that the database server runs.";
}
