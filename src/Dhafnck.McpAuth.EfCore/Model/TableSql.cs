using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Dhafnck.McpAuth.EfCore.Model;

/// <summary>What a table and its columns are called in SQL: the model knows where an application's context has put them.</summary>
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
            ?? throw new InvalidOperationException($"The entity {entity.DisplayName()} is mapped to no table.");
    }

    /// <summary>The column of a property of the row.</summary>
    public string this[string property] => _sql.DelimitIdentifier(Property(property).GetColumnName(_table)!);

    /// <summary>The table of a row.</summary>
    public static TableSql Of<TRow>(DbContext context) => Of(context, context.Model.FindEntityType(typeof(TRow))!);

    /// <summary>The table of an entity.</summary>
    public static TableSql Of(DbContext context, IEntityType entity) => new(entity, context.GetService<ISqlGenerationHelper>());

    /// <summary>The columns of properties, with commas between.</summary>
    public string Columns(params IEnumerable<string> properties) => string.Join(", ", properties.Select(property => this[property]));

    /// <summary>A value as its column has it.</summary>
    public object Value(string property, object value) => Property(property).GetTypeMapping().Converter?.ConvertToProvider(value) ?? value;

    /// <summary>The name of the table.</summary>
    public override string ToString() => _sql.DelimitIdentifier(_table.Name, _table.Schema);

    private IProperty Property(string name) => _entity.FindProperty(name)!;
}
