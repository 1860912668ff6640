using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore.Tests.Conventions;

/// <summary>An application's context that changes all its entities after the token tables came in.</summary>
public sealed class LoopDbContext<TLoop>(DbContextOptions<LoopDbContext<TLoop>> options) : DbContext(options)
    where TLoop : ILoop
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.UseMcpAuth();
        TLoop.Run(modelBuilder);
    }
}
