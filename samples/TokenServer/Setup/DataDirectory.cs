namespace TokenServer.Setup;

internal static class DataDirectory
{
    /// <summary>Gets the folder for the server's data, and creates it. The setting <c>DataDirectory</c> changes it.</summary>
    public static string Of(WebApplicationBuilder builder)
    {
        var path = Path.Combine(builder.Environment.ContentRootPath, builder.Configuration["DataDirectory"] ?? ".data");
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            // Only the current user may read the database and the keys.
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}
