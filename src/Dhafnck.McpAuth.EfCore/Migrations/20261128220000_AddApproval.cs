using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dhafnck.McpAuth.EfCore.Migrations
{
    internal partial class AddApproval : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "requested_scopes",
                table: "mcp_tokens",
                nullable: true);
        }

        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "requested_scopes",
                table: "mcp_tokens");
        }
    }
}
