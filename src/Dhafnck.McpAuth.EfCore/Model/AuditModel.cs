using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore.Model;

/// <summary>Maps the table of the audit trail.</summary>
internal static class AuditModel
{
    private const int IdentifierLength = 36;
    private const int WordLength = 20;

    public static void Configure(ModelBuilder modelBuilder) => modelBuilder.Entity<TokenAuditRow>(audit =>
    {
        audit.Pinned().ToTable("mcp_token_audit");
        audit.HasKey(row => row.Id).HasName("pk_mcp_token_audit");
        audit.Property(row => row.Id).HasColumnName("id").HasMaxLength(IdentifierLength);
        audit.Property(row => row.At).HasColumnName("at").HasUtcConversion();
        audit.Property(row => row.Action).HasColumnName("action").HasConversion<string>().HasMaxLength(WordLength);
        audit.Property(row => row.Outcome).HasColumnName("outcome").HasConversion<string>().HasMaxLength(WordLength);
        audit.Property(row => row.TokenId).HasColumnName("token_id").HasMaxLength(IdentifierLength);
        audit.Property(row => row.OwnerId).HasColumnName("owner_id").HasMaxLength(200);
        audit.Property(row => row.ByKind).HasColumnName("by_kind").HasConversion<string>().HasMaxLength(WordLength);
        audit.Property(row => row.ById).HasColumnName("by_id");
        audit.Property(row => row.Address).HasColumnName("address").HasMaxLength(64);
        audit.Property(row => row.Detail).HasColumnName("detail");
        audit.HasIndex(row => new { row.TokenId, row.At, row.Id }).HasDatabaseName("ix_mcp_token_audit_token_id_at_id");
        audit.HasIndex(row => new { row.OwnerId, row.At, row.Id }).HasDatabaseName("ix_mcp_token_audit_owner_id_at_id");
        audit.HasIndex(row => new { row.At, row.Id }).HasDatabaseName("ix_mcp_token_audit_at_id");
    });
}
