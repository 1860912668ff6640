using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Dhafnck.McpAuth.EfCore.Model;

/// <summary>Undoes the changes of an application's conventions to an entity, so that the library's mapping applies.</summary>
internal static class PinnedEntityExtensions
{
    /// <summary>Clears every mapping that affects how a row is found, written and read.</summary>
    public static EntityTypeBuilder<TRow> Pinned<TRow>(this EntityTypeBuilder<TRow> entity)
        where TRow : class
    {
        foreach (var filter in entity.Metadata.GetDeclaredQueryFilters().ToList())
        {
            Remove(entity.Metadata, filter);
        }

        foreach (var property in entity.Metadata.GetProperties())
        {
            Clear(property);
        }

        return entity;
    }

    /// <summary>
    /// Stores a time in UTC. In PostgreSQL it is a <c>timestamp with time zone</c>, which is the type of a
    /// <see cref="DateTimeOffset"/> regardless of <c>Npgsql.EnableLegacyTimestampBehavior</c>. In other databases it is a
    /// <see cref="DateTime"/>, which can be sorted and is readable. SQLite returns it without its kind.
    /// </summary>
    public static PropertyBuilder<TTime> HasUtcConversion<TTime>(this PropertyBuilder<TTime> time) =>
        time.Metadata.DeclaringType.Model.IsForPostgres() ? time.HasConversion(Instant) : time.HasConversion(UtcDateTime);

    private static ValueConverter<DateTimeOffset, DateTimeOffset> Instant => new(time => time.ToUniversalTime(), time => time.ToUniversalTime());

    private static ValueConverter<DateTimeOffset, DateTime> UtcDateTime => new(
        time => time.UtcDateTime,
        time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)));

    // The provider adds annotations to each model that it builds. No public API names the provider during model building.
    private static bool IsForPostgres(this IReadOnlyModel model) =>
        model.GetAnnotations().Any(annotation => annotation.Name.StartsWith("Npgsql:", StringComparison.Ordinal));

    private static void Remove(IMutableEntityType entity, IQueryFilter filter)
    {
        if (filter.Key is { } key)
        {
            entity.SetQueryFilter(key, null);
        }
        else
        {
            entity.SetQueryFilter(null);
        }
    }

    private static void Clear(IMutableProperty property)
    {
        property.SetValueConverter((ValueConverter?)null);
        property.SetProviderClrType(null);
        property.SetValueComparer((ValueComparer?)null);
        property.SetColumnType(null);
        property.SetMaxLength(null);
        property.SetPrecision(null);
        property.SetScale(null);
        property.SetIsUnicode(null);
        property.SetIsFixedLength(null);
        property.SetCollation(null);
        property.SetDefaultValueSql(null);
        property.SetComputedColumnSql(null);
        property.IsConcurrencyToken = false;
        property.ValueGenerated = ValueGenerated.Never;
    }
}
