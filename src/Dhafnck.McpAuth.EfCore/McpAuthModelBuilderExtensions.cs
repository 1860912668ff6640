using Dhafnck.McpAuth.EfCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Puts the token store's tables into a model.</summary>
public static class McpAuthModelBuilderExtensions
{
    private const int NameLength = 200;

    /// <summary>
    /// Adds the tables of the tokens and of their use, which are called <c>mcp_…</c>, to the model of an application's own context.
    /// Call it in <c>OnModelCreating</c>, add a migration, and register the context with
    /// <c>AddEntityFrameworkStores&lt;TContext&gt;()</c>.
    /// </summary>
    /// <param name="modelBuilder">The context's model.</param>
    public static ModelBuilder UseMcpAuth(this ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<TokenRow>(ConfigureTokens);
        modelBuilder.Entity<ChangeCounterRow>(ConfigureChanges);
        modelBuilder.Entity<TokenRequestRow>(ConfigureRequests);
        McpAuthUsageModel.Configure(modelBuilder);
        return modelBuilder;
    }

    private static void ConfigureTokens(EntityTypeBuilder<TokenRow> token)
    {
        token.ToTable("mcp_tokens");
        token.HasKey(row => row.Id).HasName("pk_mcp_tokens");
        token.Property(row => row.Id).HasColumnName("id").HasMaxLength(36);
        token.Property(row => row.OwnerId).HasColumnName("owner_id").HasMaxLength(NameLength);
        token.Property(row => row.Name).HasColumnName("name");
        token.Property(row => row.SearchName).HasColumnName("search_name");
        token.Property(row => row.Scopes).HasColumnName("scopes");
        token.Property(row => row.Audience).HasColumnName("audience").HasMaxLength(NameLength);
        token.Property(row => row.RateLimit).HasColumnName("rate_limit");
        token.Property(row => row.Metadata).HasColumnName("metadata");
        token.Property(row => row.AllowedAddresses).HasColumnName("allowed_addresses");
        token.Property(row => row.CreatedAt).HasColumnName("created_at").HasConversion(UtcConverter);
        token.Property(row => row.ExpiresAt).HasColumnName("expires_at").HasConversion(UtcConverter);
        token.Property(row => row.LifetimeSeconds).HasColumnName("lifetime_seconds");
        token.Property(row => row.RotatableUntil).HasColumnName("rotatable_until").HasConversion(UtcConverter);
        token.Property(row => row.RevokedAt).HasColumnName("revoked_at").HasConversion(UtcConverter);
        token.Property(row => row.Generation).HasColumnName("generation");
        token.Property(row => row.Hash).HasColumnName("hash");
        token.Property(row => row.FormerGeneration).HasColumnName("former_generation");
        token.Property(row => row.FormerHash).HasColumnName("former_hash");
        token.Property(row => row.FormerValidUntil).HasColumnName("former_valid_until").HasConversion(UtcConverter);
        token.Property(row => row.Version).HasColumnName("version");
        token.Property(row => row.Change).HasColumnName("change");
        token.Property(row => row.LastUsedAt).HasColumnName("last_used_at").HasConversion(UtcConverter);
        token.Property(row => row.UsageCount).HasColumnName("usage_count");
        token.HasIndex(row => new { row.OwnerId, row.CreatedAt, row.Id }).HasDatabaseName("ix_mcp_tokens_owner_id_created_at_id");
        token.HasIndex(row => row.Change).HasDatabaseName("ix_mcp_tokens_change");
        token.HasIndex(row => row.ExpiresAt).HasDatabaseName("ix_mcp_tokens_expires_at");
    }

    private static void ConfigureChanges(EntityTypeBuilder<ChangeCounterRow> changes)
    {
        changes.ToTable("mcp_token_changes");
        changes.HasKey(row => row.Id).HasName("pk_mcp_token_changes");
        changes.Property(row => row.Id).HasColumnName("id").ValueGeneratedNever();
        changes.Property(row => row.Value).HasColumnName("value");
        changes.HasData(new ChangeCounterRow());
    }

    private static void ConfigureRequests(EntityTypeBuilder<TokenRequestRow> request)
    {
        request.ToTable("mcp_token_requests");
        request.HasKey(row => new { row.OwnerId, row.Key }).HasName("pk_mcp_token_requests");
        request.Property(row => row.OwnerId).HasColumnName("owner_id").HasMaxLength(NameLength);
        request.Property(row => row.Key).HasColumnName("key").HasMaxLength(NameLength);
        request.Property(row => row.Fingerprint).HasColumnName("fingerprint");
        request.Property(row => row.TokenId).HasColumnName("token_id").HasMaxLength(36);
        request.Property(row => row.Generation).HasColumnName("generation");
        request.Property(row => row.CreatedAt).HasColumnName("created_at").HasConversion(UtcConverter);
        request.HasIndex(row => row.CreatedAt).HasDatabaseName("ix_mcp_token_requests_created_at");
    }

    // DateTime in UTC is what both databases order by and people can read; SQLite gives it back without its kind.
    private static ValueConverter<DateTimeOffset, DateTime> UtcConverter => new(
        time => time.UtcDateTime,
        time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)));
}
