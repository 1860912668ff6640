using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Dhafnck.McpAuth.EfCore.Tests.Conventions;

/// <summary>An application's context with conventions for all that it has, and names of its own for tables and columns.</summary>
public class ConventionalDbContext(DbContextOptions<ConventionalDbContext> options) : DbContext(options)
{
    public DbSet<Tag> Tags => Set<Tag>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<Enum>().HaveConversion<string>();
        configurationBuilder.Properties<string>().HaveConversion<UpperCaseConverter>().HaveMaxLength(20).AreUnicode(false).AreFixedLength();
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<DateTimeOffsetToBinaryConverter>();
        configurationBuilder.Properties<long>().HaveConversion<NumberToStringConverter<long>>().HavePrecision(3);
        configurationBuilder.Properties<byte[]>().HaveConversion<BytesToStringConverter>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema("office");
        modelBuilder.UseMcpAuth();
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            entity.SetQueryFilter("active", Loops.Nothing(entity.ClrType));
        }

        // As the last one that decides.
        modelBuilder.UseMcpAuth();
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            entity.SetTableName($"Office {entity.GetTableName()}");
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName($"{{0}} of {property.GetColumnName()}");
            }
        }
    }
}
