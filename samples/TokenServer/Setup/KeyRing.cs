using Microsoft.AspNetCore.DataProtection;

namespace TokenServer.Setup;

internal static class KeyRing
{
    /// <summary>Keeps the keys of the sign-in beside the database, so that users stay signed in over a restart.</summary>
    public static void AddKeyRing(this WebApplicationBuilder builder, string dataDirectory) =>
        builder.Services.AddDataProtection()
            .SetApplicationName("TokenServer")
            .PersistKeysToFileSystem(new(Path.Combine(dataDirectory, "keys")));
}
