using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dhafnck.McpAuth.EfCore.Migrations
{
    internal partial class AddUsage : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "mcp_token_addresses",
                columns: table => new
                {
                    token_id = table.Column<string>(maxLength: 36, nullable: false),
                    address = table.Column<string>(maxLength: 64, nullable: false),
                    last_used_at = table.Column<long>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mcp_token_addresses", x => new { x.token_id, x.address });
                });

            migrationBuilder.CreateTable(
                name: "mcp_token_events",
                columns: table => new
                {
                    token_id = table.Column<string>(maxLength: 36, nullable: false),
                    kind = table.Column<string>(maxLength: 50, nullable: false),
                    period = table.Column<long>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mcp_token_events", x => new { x.token_id, x.kind, x.period });
                });

            migrationBuilder.CreateTable(
                name: "mcp_token_usage",
                columns: table => new
                {
                    token_id = table.Column<string>(maxLength: 36, nullable: false),
                    period = table.Column<int>(nullable: false),
                    start_at = table.Column<long>(nullable: false),
                    tool = table.Column<string>(maxLength: 128, nullable: false),
                    outcome = table.Column<int>(nullable: false),
                    count = table.Column<long>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mcp_token_usage", x => new { x.token_id, x.period, x.start_at, x.tool, x.outcome });
                });

            migrationBuilder.CreateTable(
                name: "mcp_usage_batches",
                columns: table => new
                {
                    writer = table.Column<string>(maxLength: 36, nullable: false),
                    number = table.Column<long>(nullable: false),
                    written_at = table.Column<long>(nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mcp_usage_batches", x => x.writer);
                });

            migrationBuilder.CreateIndex(
                name: "ix_mcp_token_events_period",
                table: "mcp_token_events",
                column: "period");

            migrationBuilder.CreateIndex(
                name: "ix_mcp_token_usage_period_start_at",
                table: "mcp_token_usage",
                columns: new[] { "period", "start_at" });
        }

        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "mcp_token_addresses");

            migrationBuilder.DropTable(
                name: "mcp_token_events");

            migrationBuilder.DropTable(
                name: "mcp_token_usage");

            migrationBuilder.DropTable(
                name: "mcp_usage_batches");
        }
    }
}
