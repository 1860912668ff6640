using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dhafnck.McpAuth.EfCore.Migrations
{
    internal partial class AddConnections : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "client_host",
                table: "mcp_tokens",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "client_id",
                table: "mcp_tokens",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "client_name",
                table: "mcp_tokens",
                nullable: true);
        }

        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "client_host",
                table: "mcp_tokens");

            migrationBuilder.DropColumn(
                name: "client_id",
                table: "mcp_tokens");

            migrationBuilder.DropColumn(
                name: "client_name",
                table: "mcp_tokens");
        }
    }
}
