using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Dhafnck.McpAuth.EfCore.Tests.Notes.Migrations;

[DbContext(typeof(NotesDbContext))]
[Migration("20260101000000_CreateNotes")]
internal sealed class CreateNotes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.CreateTable(
            name: "Notes",
            columns: table => new
            {
                Id = table.Column<int>(nullable: false),
                Text = table.Column<string>(nullable: false),
            },
            constraints: table => table.PrimaryKey("PK_Notes", x => x.Id));

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropTable("Notes");

    protected override void BuildTargetModel(ModelBuilder modelBuilder) => NotesDbContextModelSnapshot.Build(modelBuilder);
}
