using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore.Model;

/// <summary>Maps the tables of usage and rate limits.</summary>
internal static class UsageModel
{
    private const int IdentifierLength = 36;

    /// <summary>Returns whether a text can be a token identifier. A custom provider may have other identifiers; nothing is stored for these.</summary>
    public static bool IsIdentifier(string tokenId) => tokenId.Length <= IdentifierLength && Ascii.IsValid(tokenId) && !tokenId.Contains('\0');

    public static void Configure(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<UsageRow>(usage =>
        {
            usage.Pinned().ToTable("mcp_token_usage");
            usage.HasKey(row => new { row.TokenId, row.Period, row.Start, row.Tool, row.Outcome }).HasName("pk_mcp_token_usage");
            usage.Property(row => row.TokenId).HasColumnName("token_id").HasMaxLength(IdentifierLength);
            usage.Property(row => row.Period).HasColumnName("period").HasConversion<int>();
            usage.Property(row => row.Start).HasColumnName("start_at");
            usage.Property(row => row.Tool).HasColumnName("tool").HasMaxLength(128);
            usage.Property(row => row.Outcome).HasColumnName("outcome").HasConversion<int>();
            usage.Property(row => row.Count).HasColumnName("count");
            usage.HasIndex(row => new { row.Period, row.Start }).HasDatabaseName("ix_mcp_token_usage_period_start_at");
        });
        modelBuilder.Entity<UsageAddressRow>(address =>
        {
            address.Pinned().ToTable("mcp_token_addresses");
            address.HasKey(row => new { row.TokenId, row.Address }).HasName("pk_mcp_token_addresses");
            address.Property(row => row.TokenId).HasColumnName("token_id").HasMaxLength(IdentifierLength);
            address.Property(row => row.Address).HasColumnName("address").HasMaxLength(64);
            address.Property(row => row.LastUsedAt).HasColumnName("last_used_at");
        });
        modelBuilder.Entity<UsageBatchRow>(batch =>
        {
            batch.Pinned().ToTable("mcp_usage_batches");
            batch.HasKey(row => row.Writer).HasName("pk_mcp_usage_batches");
            batch.Property(row => row.Writer).HasColumnName("writer").HasMaxLength(IdentifierLength);
            batch.Property(row => row.Number).HasColumnName("number");
            batch.Property(row => row.WrittenAt).HasColumnName("written_at");
        });
        modelBuilder.Entity<TokenEventRow>(tokenEvent =>
        {
            tokenEvent.Pinned().ToTable("mcp_token_events");
            tokenEvent.HasKey(row => new { row.TokenId, row.Kind, row.Period }).HasName("pk_mcp_token_events");
            tokenEvent.Property(row => row.TokenId).HasColumnName("token_id").HasMaxLength(IdentifierLength);
            tokenEvent.Property(row => row.Kind).HasColumnName("kind").HasMaxLength(50);
            tokenEvent.Property(row => row.Period).HasColumnName("period");
            tokenEvent.HasIndex(row => row.Period).HasDatabaseName("ix_mcp_token_events_period");
        });
        modelBuilder.Entity<TokenPermitRow>(permits =>
        {
            permits.Pinned().ToTable("mcp_token_permits");
            permits.HasKey(row => row.TokenId).HasName("pk_mcp_token_permits");
            permits.Property(row => row.TokenId).HasColumnName("token_id").HasMaxLength(64);
            permits.Property(row => row.Ledger).HasColumnName("ledger");
            permits.Property(row => row.EndsAt).HasColumnName("ends_at");
            permits.HasIndex(row => row.EndsAt).HasDatabaseName("ix_mcp_token_permits_ends_at");
        });
    }
}
