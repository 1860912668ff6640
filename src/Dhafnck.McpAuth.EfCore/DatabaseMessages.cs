namespace Dhafnck.McpAuth.EfCore;

/// <summary>What is said in more than one place, or takes a paragraph.</summary>
internal static class DatabaseMessages
{
    public const string Unreachable =
        "The token database cannot be reached. Check the connection string given to AddEntityFrameworkStores, and that the database server runs.";

    public const string MigrationsLocked =
        "The lock of the token database's migrations is held by another process, or was left behind by one that was killed while it migrated. "
        + "If no other process is migrating, run DELETE FROM \"__EFMigrationsLock\"; on the database, and start again.";

    public static string Missing(Type context) => context == typeof(McpAuthDbContext)
        ? "The token tables are missing or of an older version. Call 'await app.MigrateMcpAuthAsync();' before 'app.Run();'."
        : $"The token tables are missing or of an older version. Call modelBuilder.UseMcpAuth() in {context.Name}.OnModelCreating, add a migration, and apply it.";

    public static string MappedOtherwise(Type context, IEnumerable<string> differences) =>
        $"{context.Name} does not map the token tables as the library needs them: {string.Join(", ", differences)}. "
        + $"Call modelBuilder.UseMcpAuth() in {context.Name}.OnModelCreating after everything that changes all entities, "
        + "or leave out the entities of the assembly Dhafnck.McpAuth.EfCore there; then add a migration, and apply it.";

    public static string OtherColumns(IEnumerable<string> differences) =>
        $"The token tables do not fit the model. {string.Join(' ', differences)}";
}
