using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dhafnck.McpAuth.EfCore.Migrations
{
    internal partial class CreateTokens : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "mcp_token_changes",
                columns: table => new
                {
                    id = table.Column<int>(nullable: false),
                    value = table.Column<long>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mcp_token_changes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "mcp_tokens",
                columns: table => new
                {
                    id = table.Column<string>(maxLength: 36, nullable: false),
                    owner_id = table.Column<string>(maxLength: 200, nullable: false),
                    name = table.Column<string>(nullable: false),
                    search_name = table.Column<string>(nullable: false),
                    scopes = table.Column<string>(nullable: false),
                    audience = table.Column<string>(maxLength: 200, nullable: false),
                    rate_limit = table.Column<int>(nullable: false),
                    metadata = table.Column<string>(nullable: false),
                    allowed_addresses = table.Column<string>(nullable: false),
                    created_at = table.Column<DateTimeOffset>(nullable: false),
                    expires_at = table.Column<DateTimeOffset>(nullable: false),
                    lifetime_seconds = table.Column<long>(nullable: false),
                    rotatable_until = table.Column<DateTimeOffset>(nullable: false),
                    revoked_at = table.Column<DateTimeOffset>(nullable: true),
                    generation = table.Column<int>(nullable: false),
                    hash = table.Column<byte[]>(nullable: false),
                    former_generation = table.Column<int>(nullable: true),
                    former_hash = table.Column<byte[]>(nullable: true),
                    former_valid_until = table.Column<DateTimeOffset>(nullable: true),
                    version = table.Column<long>(nullable: false),
                    change = table.Column<long>(nullable: false),
                    last_used_at = table.Column<DateTimeOffset>(nullable: true),
                    usage_count = table.Column<long>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mcp_tokens", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "mcp_token_requests",
                columns: table => new
                {
                    owner_id = table.Column<string>(maxLength: 200, nullable: false),
                    key = table.Column<string>(maxLength: 200, nullable: false),
                    fingerprint = table.Column<byte[]>(nullable: false),
                    token_id = table.Column<string>(maxLength: 36, nullable: false),
                    generation = table.Column<int>(nullable: false),
                    created_at = table.Column<DateTimeOffset>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mcp_token_requests", x => new { x.owner_id, x.key });
                });

            migrationBuilder.InsertData(
                table: "mcp_token_changes",
                columns: new[] { "id", "value" },
                values: new object[] { 1, 0L });

            migrationBuilder.CreateIndex(
                name: "ix_mcp_token_requests_created_at",
                table: "mcp_token_requests",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_mcp_tokens_change",
                table: "mcp_tokens",
                column: "change");

            migrationBuilder.CreateIndex(
                name: "ix_mcp_tokens_expires_at",
                table: "mcp_tokens",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_mcp_tokens_owner_id_created_at_id",
                table: "mcp_tokens",
                columns: new[] { "owner_id", "created_at", "id" });
        }

        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "mcp_token_changes");

            migrationBuilder.DropTable(
                name: "mcp_token_requests");

            migrationBuilder.DropTable(
                name: "mcp_tokens");
        }
    }
}
