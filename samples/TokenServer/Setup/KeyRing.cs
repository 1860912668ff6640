using Microsoft.AspNetCore.DataProtection;

namespace TokenServer.Setup;

internal static class KeyRing
{
    /// <summary>Stores the data protection keys next to the database, so that users stay signed in after a restart.</summary>
    public static void AddKeyRing(this WebApplicationBuilder builder, string dataDirectory) =>
        builder.Services.AddDataProtection()
            .SetApplicationName("TokenServer")
            .PersistKeysToFileSystem(new(Path.Combine(dataDirectory, "keys")));
}
