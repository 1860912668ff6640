using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TokenServer.Data.Migrations
{
    internal partial class OwnByIssuer : Migration
    {
            protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_tasks_OwnerId",
                table: "tasks");

            migrationBuilder.DropPrimaryKey(
                name: "PK_context",
                table: "context");

            migrationBuilder.DropPrimaryKey(
                name: "PK_agents",
                table: "agents");

            migrationBuilder.AddColumn<string>(
                name: "OwnerIssuer",
                table: "tasks",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "OwnerIssuer",
                table: "context",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "OwnerIssuer",
                table: "agents",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddPrimaryKey(
                name: "PK_context",
                table: "context",
                columns: new[] { "OwnerIssuer", "OwnerId", "Key" });

            migrationBuilder.AddPrimaryKey(
                name: "PK_agents",
                table: "agents",
                columns: new[] { "OwnerIssuer", "OwnerId", "Name" });

            migrationBuilder.CreateIndex(
                name: "IX_tasks_OwnerIssuer_OwnerId",
                table: "tasks",
                columns: new[] { "OwnerIssuer", "OwnerId" });
        }

            protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_tasks_OwnerIssuer_OwnerId",
                table: "tasks");

            migrationBuilder.DropPrimaryKey(
                name: "PK_context",
                table: "context");

            migrationBuilder.DropPrimaryKey(
                name: "PK_agents",
                table: "agents");

            migrationBuilder.DropColumn(
                name: "OwnerIssuer",
                table: "tasks");

            migrationBuilder.DropColumn(
                name: "OwnerIssuer",
                table: "context");

            migrationBuilder.DropColumn(
                name: "OwnerIssuer",
                table: "agents");

            migrationBuilder.AddPrimaryKey(
                name: "PK_context",
                table: "context",
                columns: new[] { "OwnerId", "Key" });

            migrationBuilder.AddPrimaryKey(
                name: "PK_agents",
                table: "agents",
                columns: new[] { "OwnerId", "Name" });

            migrationBuilder.CreateIndex(
                name: "IX_tasks_OwnerId",
                table: "tasks",
                column: "OwnerId");
        }
    }
}
