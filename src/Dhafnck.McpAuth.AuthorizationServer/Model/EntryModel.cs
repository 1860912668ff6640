using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using OpenIddict.EntityFrameworkCore.Models;

namespace Dhafnck.McpAuth.AuthorizationServer.Model;

/// <summary>Maps OpenIddict's entities to tables that are named as the others of the library.</summary>
internal static class EntryModel
{
    // The URL of a client's metadata document is its identifier.
    private const int MaximumClientIdLength = 2000;

    public static void Configure(ModelBuilder modelBuilder)
    {
        modelBuilder.UseOpenIddict();
        modelBuilder.Entity<OpenIddictEntityFrameworkCoreApplication>(application =>
        {
            application.ToTable("mcp_oauth_applications");
            application.Property(row => row.ClientId).HasMaxLength(MaximumClientIdLength);
        });
        modelBuilder.Entity<OpenIddictEntityFrameworkCoreAuthorization>().ToTable("mcp_oauth_authorizations");
        modelBuilder.Entity<OpenIddictEntityFrameworkCoreScope>().ToTable("mcp_oauth_scopes");
        modelBuilder.Entity<OpenIddictEntityFrameworkCoreToken>().ToTable("mcp_oauth_tokens");
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            Name(entity, entity.GetTableName()!);
        }
    }

    private static void Name(IMutableEntityType entity, string table)
    {
        foreach (var property in entity.GetProperties())
        {
            property.SetColumnName(ColumnOf(property));
        }

        entity.FindPrimaryKey()!.SetName("pk_" + table);
        foreach (var key in entity.GetForeignKeys())
        {
            key.SetConstraintName($"fk_{table}_{ColumnsOf(key.Properties)}");
        }

        foreach (var index in entity.GetIndexes())
        {
            index.SetDatabaseName($"ix_{table}_{ColumnsOf(index.Properties)}");
        }
    }

    private static string ColumnsOf(IEnumerable<IReadOnlyProperty> properties) => string.Join('_', properties.Select(ColumnOf));

    private static string ColumnOf(IReadOnlyProperty property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
}
