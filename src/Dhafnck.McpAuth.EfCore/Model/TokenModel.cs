using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dhafnck.McpAuth.EfCore.Model;

/// <summary>Maps the tables of the records, their change counter and the idempotency keys.</summary>
internal static class TokenModel
{
    private const int NameLength = 200;

    public static void Configure(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<TokenRow>(ConfigureTokens);
        modelBuilder.Entity<ChangeCounterRow>(ConfigureChanges);
        modelBuilder.Entity<TokenRequestRow>(ConfigureRequests);
    }

    private static void ConfigureTokens(EntityTypeBuilder<TokenRow> token)
    {
        token.Pinned().ToTable("mcp_tokens");
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
        token.Property(row => row.KeyThumbprint).HasColumnName("key_thumbprint").HasMaxLength(43);
        token.Property(row => row.CreatedAt).HasColumnName("created_at").HasUtcConversion();
        token.Property(row => row.IssuedAt).HasColumnName("issued_at").HasUtcConversion();
        token.Property(row => row.ExpiresAt).HasColumnName("expires_at").HasUtcConversion();
        token.Property(row => row.LifetimeSeconds).HasColumnName("lifetime_seconds");
        token.Property(row => row.RotatableUntil).HasColumnName("rotatable_until").HasUtcConversion();
        token.Property(row => row.RevokedAt).HasColumnName("revoked_at").HasUtcConversion();
        token.Property(row => row.Generation).HasColumnName("generation");
        token.Property(row => row.Hash).HasColumnName("hash");
        token.Property(row => row.FormerGeneration).HasColumnName("former_generation");
        token.Property(row => row.FormerHash).HasColumnName("former_hash");
        token.Property(row => row.FormerValidUntil).HasColumnName("former_valid_until").HasUtcConversion();
        token.Property(row => row.Version).HasColumnName("version");
        token.Property(row => row.Change).HasColumnName("change");
        token.Property(row => row.LastUsedAt).HasColumnName("last_used_at").HasUtcConversion();
        token.Property(row => row.UsageCount).HasColumnName("usage_count");
        token.Property(row => row.History).HasColumnName("history");
        token.Property(row => row.ClientId).HasColumnName("client_id");
        token.Property(row => row.ClientName).HasColumnName("client_name");
        token.Property(row => row.ClientHost).HasColumnName("client_host");
        token.Property(row => row.RequestedScopes).HasColumnName("requested_scopes");
        token.HasIndex(row => new { row.OwnerId, row.CreatedAt, row.Id }).HasDatabaseName("ix_mcp_tokens_owner_id_created_at_id");
        token.HasIndex(row => row.Change).HasDatabaseName("ix_mcp_tokens_change");
        token.HasIndex(row => row.ExpiresAt).HasDatabaseName("ix_mcp_tokens_expires_at");
    }

    private static void ConfigureChanges(EntityTypeBuilder<ChangeCounterRow> changes)
    {
        changes.Pinned().ToTable("mcp_token_changes");
        changes.HasKey(row => row.Id).HasName("pk_mcp_token_changes");
        changes.Property(row => row.Id).HasColumnName("id");
        changes.Property(row => row.Value).HasColumnName("value");
        if (!changes.Metadata.GetSeedData().Any())
        {
            changes.HasData(new ChangeCounterRow());
        }
    }

    private static void ConfigureRequests(EntityTypeBuilder<TokenRequestRow> request)
    {
        request.Pinned().ToTable("mcp_token_requests");
        request.HasKey(row => new { row.OwnerId, row.Key }).HasName("pk_mcp_token_requests");
        request.Property(row => row.OwnerId).HasColumnName("owner_id").HasMaxLength(NameLength);
        request.Property(row => row.Key).HasColumnName("key").HasMaxLength(NameLength);
        request.Property(row => row.Fingerprint).HasColumnName("fingerprint");
        request.Property(row => row.TokenId).HasColumnName("token_id").HasMaxLength(36);
        request.Property(row => row.Generation).HasColumnName("generation");
        request.Property(row => row.CreatedAt).HasColumnName("created_at").HasUtcConversion();
        request.HasIndex(row => row.CreatedAt).HasDatabaseName("ix_mcp_token_requests_created_at");
    }
}
