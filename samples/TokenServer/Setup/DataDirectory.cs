namespace TokenServer.Setup;

internal static class DataDirectory
{
    /// <summary>The folder for what the server keeps on disk; the setting <c>DataDirectory</c> moves it.</summary>
    public static string Of(WebApplicationBuilder builder)
    {
        var path = Path.Combine(builder.Environment.ContentRootPath, builder.Configuration["DataDirectory"] ?? ".data");
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            // The database and the keys are nobody else's business.
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}
