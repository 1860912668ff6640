using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dhafnck.McpAuth.EfCore.Migrations
{
    internal partial class AddAudit : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "issued_at",
                table: "mcp_tokens",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "mcp_token_audit",
                columns: table => new
                {
                    id = table.Column<string>(maxLength: 36, nullable: false),
                    at = table.Column<DateTimeOffset>(nullable: false),
                    action = table.Column<string>(maxLength: 20, nullable: false),
                    outcome = table.Column<string>(maxLength: 20, nullable: false),
                    token_id = table.Column<string>(maxLength: 36, nullable: true),
                    owner_id = table.Column<string>(maxLength: 200, nullable: false),
                    by_kind = table.Column<string>(maxLength: 20, nullable: false),
                    by_id = table.Column<string>(nullable: false),
                    address = table.Column<string>(maxLength: 64, nullable: true),
                    detail = table.Column<string>(nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mcp_token_audit", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_mcp_token_audit_at_id",
                table: "mcp_token_audit",
                columns: new[] { "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_mcp_token_audit_owner_id_at_id",
                table: "mcp_token_audit",
                columns: new[] { "owner_id", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_mcp_token_audit_token_id_at_id",
                table: "mcp_token_audit",
                columns: new[] { "token_id", "at", "id" });
        }
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "mcp_token_audit");

            migrationBuilder.DropColumn(
                name: "issued_at",
                table: "mcp_tokens");
        }
    }
}
