using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Dhafnck.McpAuth.EfCore.Model;

/// <summary>Takes back what conventions of an application's context made of an entity, so that it is mapped as the library says.</summary>
internal static class PinnedEntityExtensions
{
    /// <summary>Clears every mapping that decides how a row is found, written and read.</summary>
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
    /// Maps a time to one in UTC. PostgreSQL gets it as <c>timestamp with time zone</c>, which a <see cref="DateTimeOffset"/>
    /// is there whatever <c>Npgsql.EnableLegacyTimestampBehavior</c> says. Other databases get a <see cref="DateTime"/>,
    /// which they can order by and people can read; SQLite gives it back without its kind.
    /// </summary>
    public static PropertyBuilder<TTime> HasUtcConversion<TTime>(this PropertyBuilder<TTime> time) =>
        time.Metadata.DeclaringType.Model.IsForPostgres() ? time.HasConversion(Instant) : time.HasConversion(UtcDateTime);

    private static ValueConverter<DateTimeOffset, DateTimeOffset> Instant => new(time => time.ToUniversalTime(), time => time.ToUniversalTime());

    private static ValueConverter<DateTimeOffset, DateTime> UtcDateTime => new(
        time => time.UtcDateTime,
        time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)));

    // The provider marks each model that it makes; nothing public names the provider while a model is made.
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
