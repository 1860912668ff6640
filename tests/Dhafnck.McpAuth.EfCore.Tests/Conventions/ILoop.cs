using Microsoft.EntityFrameworkCore;

namespace Dhafnck.McpAuth.EfCore.Tests.Conventions;

/// <summary>Something that an application does to all its entities.</summary>
public interface ILoop
{
    static abstract void Run(ModelBuilder modelBuilder);
}
