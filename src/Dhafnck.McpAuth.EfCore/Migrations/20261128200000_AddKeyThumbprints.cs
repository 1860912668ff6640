using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Dhafnck.McpAuth.EfCore.Migrations
{
    internal partial class AddKeyThumbprints : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "key_thumbprint",
                table: "mcp_tokens",
                maxLength: 43,
                nullable: true);
        }

        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "key_thumbprint",
                table: "mcp_tokens");
        }
    }
}
