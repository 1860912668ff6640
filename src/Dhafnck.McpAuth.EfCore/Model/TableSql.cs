using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Dhafnck.McpAuth.EfCore.Model;

/// <summary>The SQL names of a table and its columns, taken from the model: an application's context can change them.</summary>
internal sealed class TableSql
{
    private readonly IEntityType _entity;
    private readonly ISqlGenerationHelper _sql;
    private readonly StoreObjectIdentifier _table;

    private TableSql(IEntityType entity, ISqlGenerationHelper sql)
    {
        _entity = entity;
        _sql = sql;
        _table = StoreObjectIdentifier.Create(entity, StoreObjectType.Table)
            ?? throw new InvalidOperationException($"The entity {entity.DisplayName()} is not mapped to a table.");
    }

    /// <summary>The column of a row's property.</summary>
    public string this[string property] => _sql.DelimitIdentifier(Property(property).GetColumnName(_table)!);

    /// <summary>Returns the table of a row type.</summary>
    public static TableSql Of<TRow>(DbContext context) => Of(context, context.Model.FindEntityType(typeof(TRow))!);

    /// <summary>Returns the table of an entity.</summary>
    public static TableSql Of(DbContext context, IEntityType entity) => new(entity, context.GetService<ISqlGenerationHelper>());

    /// <summary>Returns the columns of properties, separated by commas.</summary>
    public string Columns(params IEnumerable<string> properties) => string.Join(", ", properties.Select(property => this[property]));

    /// <summary>Converts a value to the type of its column.</summary>
    public object Value(string property, object value) => Property(property).GetTypeMapping().Converter?.ConvertToProvider(value) ?? value;

    /// <summary>Returns the name of the table.</summary>
    public override string ToString() => _sql.DelimitIdentifier(_table.Name, _table.Schema);

    private IProperty Property(string name) => _entity.FindProperty(name)!;
}
