using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Dhafnck.McpAuth.EfCore.Tests.Notes.Migrations;

[DbContext(typeof(NotesDbContext))]
internal sealed class NotesDbContextModelSnapshot : ModelSnapshot
{
    public static void Build(ModelBuilder modelBuilder) =>
        modelBuilder.Entity("Dhafnck.McpAuth.EfCore.Tests.Notes.Note", note =>
        {
            note.Property<int>("Id");
            note.Property<string>("Text").IsRequired();
            note.HasKey("Id");
            note.ToTable("Notes");
        });

    protected override void BuildModel(ModelBuilder modelBuilder) => Build(modelBuilder);
}
