namespace TokenServer.Setup;

internal static class DebugLogging
{
    /// <summary>The guide's debug mode: <c>APP_DEBUG=true</c> or <c>LOG_LEVEL=DEBUG</c>.</summary>
    public static void AddDebugLogging(this WebApplicationBuilder builder)
    {
        var debug = bool.TryParse(builder.Configuration["APP_DEBUG"], out var flag) && flag;
        if (debug || string.Equals(builder.Configuration["LOG_LEVEL"], "DEBUG", StringComparison.OrdinalIgnoreCase))
        {
            builder.Logging.AddFilter("Dhafnck.McpAuth", LogLevel.Debug);
        }
    }
}
