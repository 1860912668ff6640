namespace Dhafnck.McpAuth.EfCore.Tests.Conventions;

/// <summary>An entity of an application whose context has proxies.</summary>
public class Tag
{
    public virtual int Id { get; set; }

    public virtual required string Text { get; set; }
}
