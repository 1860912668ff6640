using System.Collections;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Dhafnck.McpAuth.EfCore.Model;

/// <summary>
/// Finds where an application's context maps the tables differently from the library on the same database. Rows would be written
/// in one form and queried in another.
/// </summary>
internal static class MappingCheck
{
    private static readonly Dictionary<Type, object> Samples = new()
    {
        [typeof(string)] = " Ää 1 ",
        [typeof(int)] = 3,
        [typeof(long)] = 5_000_000_000,
        [typeof(DateTimeOffset)] = new DateTimeOffset(2026, 11, 23, 12, 30, 15, TimeSpan.FromHours(2)),
        [typeof(byte[])] = new byte[] { 1, 0, 2 },
    };

    /// <summary>Returns a description of each difference.</summary>
    public static IReadOnlyList<string> Find(DbContext context)
    {
        using var own = new McpAuthDbContext(SameDatabase(context));
        return [.. own.Model.GetEntityTypes().SelectMany(expected => Compare(context.Model.FindEntityType(expected.ClrType), expected))];
    }

    private static DbContextOptions<McpAuthDbContext> SameDatabase(DbContext context)
    {
        var builder = new DbContextOptionsBuilder<McpAuthDbContext>();
        var provider = context.GetService<IDbContextOptions>().Extensions.Single(extension => extension.Info.IsDatabaseProvider);
        ((IDbContextOptionsBuilderInfrastructure)builder).AddOrUpdateExtension(provider);
        return builder.Options;
    }

    private static IEnumerable<string> Compare(IEntityType? actual, IEntityType expected)
    {
        var table = expected.GetTableName();
        if (actual is null)
        {
            return [$"{table} is not in the model"];
        }

        var added = actual.GetProperties().Where(property => expected.FindProperty(property.Name) is null && !property.IsNullable);
        return
        [
            .. actual.GetDeclaredQueryFilters().Count > 0 ? [$"{table} has a query filter"] : Array.Empty<string>(),
            .. actual.GetTableName() is null || actual.BaseType is not null ? [$"{table} has no table of its own"] : Array.Empty<string>(),
            .. added.Select(property => $"{table} has the additional property {property.Name}, which is required"),
            .. expected.GetProperties().Where(property => !IsSame(actual.FindProperty(property.Name), property)).Select(property => $"{table}.{property.GetColumnName()} is mapped differently"),
        ];
    }

    private static bool IsSame(IProperty? actual, IProperty expected) =>
        actual is not null
        && actual.GetColumnType() == expected.GetColumnType()
        && actual.IsNullable == expected.IsNullable
        && actual.IsConcurrencyToken == expected.IsConcurrencyToken
        && actual.ValueGenerated == expected.ValueGenerated
        && actual.IsPrimaryKey() == expected.IsPrimaryKey()
        && IsWrittenAlike(actual, expected);

    // Two converters between the same types can still differ, such as one that keeps local time.
    private static bool IsWrittenAlike(IProperty actual, IProperty expected)
    {
        var type = Nullable.GetUnderlyingType(expected.ClrType) ?? expected.ClrType;
        var sample = type.IsEnum ? Enum.GetValues(type).GetValue(1)! : Samples[type];
        var (written, wanted) = (Write(actual, sample), Write(expected, sample));
        return StructuralComparisons.StructuralEqualityComparer.Equals(written, wanted)
            && StructuralComparisons.StructuralEqualityComparer.Equals(Read(actual, written), Read(expected, wanted));
    }

    private static object? Write(IProperty property, object value) => property.GetTypeMapping().Converter is { } converter ? converter.ConvertToProvider(value) : value;

    private static object? Read(IProperty property, object? value) => property.GetTypeMapping().Converter is { } converter ? converter.ConvertFromProvider(value) : value;
}
