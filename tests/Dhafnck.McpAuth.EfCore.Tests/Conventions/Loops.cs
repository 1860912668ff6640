using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Dhafnck.McpAuth.EfCore.Tests.Conventions;

/// <summary>What applications do to all their entities at the end of <c>OnModelCreating</c>.</summary>
public static class Loops
{
    /// <summary>A filter that lets no row through.</summary>
    public static LambdaExpression Nothing(Type entity) => Expression.Lambda(Expression.Constant(false), Expression.Parameter(entity, "row"));

    private static void ForEachProperty(ModelBuilder modelBuilder, Action<IMutableProperty> change)
    {
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()))
        {
            change(property);
        }
    }

    private static void ForEachTime(ModelBuilder modelBuilder, ValueConverter converter) =>
        ForEachProperty(modelBuilder, property =>
        {
            if (property.ClrType == typeof(DateTimeOffset) || property.ClrType == typeof(DateTimeOffset?))
            {
                property.SetValueConverter(converter);
            }
        });

    public sealed class EnumsAsText : ILoop
    {
        public static void Run(ModelBuilder modelBuilder) => ForEachProperty(modelBuilder, property =>
        {
            if (property.ClrType.IsEnum)
            {
                property.SetProviderClrType(typeof(string));
            }
        });
    }

    /// <summary>As EF Core's documentation of SQLite has it.</summary>
    public sealed class TimesAsNumbers : ILoop
    {
        public static void Run(ModelBuilder modelBuilder) => ForEachTime(modelBuilder, new DateTimeOffsetToBinaryConverter());
    }

    /// <summary>Of the same types as the library's own, and of another meaning.</summary>
    public sealed class TimesAnHourLater : ILoop
    {
        public static void Run(ModelBuilder modelBuilder) => ForEachTime(modelBuilder, new ValueConverter<DateTimeOffset, DateTime>(
            time => time.UtcDateTime.AddHours(1), time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc))));
    }

    public sealed class TextInUpperCase : ILoop
    {
        public static void Run(ModelBuilder modelBuilder) => ForEachProperty(modelBuilder, property =>
        {
            if (property.ClrType == typeof(string))
            {
                property.SetValueConverter(new UpperCaseConverter());
            }
        });
    }

    public sealed class QueryFilters : ILoop
    {
        public static void Run(ModelBuilder modelBuilder)
        {
            foreach (var entity in modelBuilder.Model.GetEntityTypes())
            {
                entity.SetQueryFilter(Nothing(entity.ClrType));
            }
        }
    }

    public sealed class RequiredTenants : ILoop
    {
        public static void Run(ModelBuilder modelBuilder)
        {
            foreach (var entity in modelBuilder.Model.GetEntityTypes().Where(entity => !entity.GetSeedData().Any()).ToList())
            {
                modelBuilder.Entity(entity.ClrType).Property<string>("Tenant").IsRequired();
            }
        }
    }

    public sealed class EverythingNullable : ILoop
    {
        public static void Run(ModelBuilder modelBuilder) => ForEachProperty(modelBuilder, property =>
        {
            if (property.ClrType == typeof(string) && !property.IsPrimaryKey())
            {
                property.IsNullable = true;
            }
        });
    }

    public sealed class ColumnTypes : ILoop
    {
        public static void Run(ModelBuilder modelBuilder) => ForEachProperty(modelBuilder, property => property.SetColumnType("varchar(400)"));
    }
}
