using Dhafnck.McpAuth.EfCore.Tests.Databases;
using Dhafnck.McpAuth.EfCore.Tests.Hosts;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.EfCore.Tests.Stores;

/// <summary>The tables of the stores, in the library's own context unless a subclass has another.</summary>
public class EfTables
{
    /// <summary>A host on a database, whether its tables are there or not.</summary>
    public virtual IHost CreateHost(TestDatabase database) => TokenHost.Create(database.Configure);

    /// <summary>Makes the tables of a host.</summary>
    public virtual Task MakeAsync(IHost host) => host.MigrateMcpAuthAsync();
}
