using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dhafnck.McpAuth.EfCore.Migrations
{
    internal partial class AddPermits : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "mcp_token_permits",
                columns: table => new
                {
                    token_id = table.Column<string>(maxLength: 64, nullable: false),
                    ledger = table.Column<string>(nullable: false),
                    ends_at = table.Column<long>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mcp_token_permits", x => x.token_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_mcp_token_permits_ends_at",
                table: "mcp_token_permits",
                column: "ends_at");
        }

        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "mcp_token_permits");
        }
    }
}
