namespace Dhafnck.McpAuth.EfCore.Schema;

/// <summary>Error messages that are long or used more than once.</summary>
internal static class DatabaseMessages
{
    public const string Unreachable =
        "The token database cannot be reached. Check the connection string passed to AddEntityFrameworkStores, and that the database server is running.";

    public const string MigrationsLocked =
        "The migration lock of the token database is held by another process, or was left behind by a process that was killed during a migration. "
        + "If no other process is migrating, run DELETE FROM \"__EFMigrationsLock\"; on the database, and restart.";

    public static string NotRegistered(Type context) =>
        $"AddEntityFrameworkStores<{context.Name}>() needs the context {context.Name}, which is not registered. "
        + $"Add it: builder.Services.AddDbContext<{context.Name}>(options => ...), with the application's database.";

    public static string Missing(Type context) => context == typeof(McpAuthDbContext)
        ? "The token tables are missing or outdated. Call 'await app.MigrateMcpAuthAsync();' before 'app.Run();'."
        : $"The token tables are missing or outdated. Call modelBuilder.UseMcpAuth() in {context.Name}.OnModelCreating, add a migration, and apply it.";

    public static string MappedOtherwise(Type context, IEnumerable<string> differences) =>
        $"{context.Name} does not map the token tables as the library requires: {string.Join(", ", differences)}. "
        + $"Call modelBuilder.UseMcpAuth() in {context.Name}.OnModelCreating after all code that changes all entities, "
        + "or exclude the entities of the assembly Dhafnck.McpAuth.EfCore from that code. Then add a migration, and apply it.";

    public static string OtherColumns(IEnumerable<string> differences) =>
        $"The token tables do not match the model. {string.Join(' ', differences)}";
}
