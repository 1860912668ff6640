using System.Security.Cryptography;

namespace TokenServer.Setup;

internal static class DevelopmentKey
{
    /// <summary>In Development, configures a random signing key that is stored next to the database, unless a key is configured.</summary>
    public static void AddDevelopmentKey(this WebApplicationBuilder builder, string dataDirectory)
    {
        var settings = builder.Configuration;
        string[] keys = ["JWT_SECRET_KEY", "JWT_SECRET_KEY_FILE", "McpAuth:Jwt:SecretKey", "McpAuth:Jwt:SecretKeyFile"];
        if (!builder.Environment.IsDevelopment() || keys.Any(key => !string.IsNullOrEmpty(settings[key])))
        {
            return;
        }

        if (string.IsNullOrEmpty(settings["MCP_AUTH_TYPE"]) && !string.IsNullOrEmpty(settings["MCP_BEARER_TOKEN"]))
        {
            // The key below is for the type jwt. It must not select that type when a fixed token is configured.
            settings["MCP_AUTH_TYPE"] = "env";
        }

        var path = Path.Combine(dataDirectory, "signing-key");
        if (!File.Exists(path))
        {
            Create(path);
        }

        settings["JWT_SECRET_KEY_FILE"] = path;
    }

    private static void Create(string path)
    {
        // Written to a temporary file and moved into place, so that no other process reads an incomplete key.
        var draft = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var writer = new StreamWriter(draft, options))
        {
            writer.Write(Convert.ToBase64String(RandomNumberGenerator.GetBytes(48)));
        }

        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first; its key is used.
            File.Delete(draft);
        }
    }
}
