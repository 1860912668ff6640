using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.AuthorizationServer.Hosting;

/// <summary>Logs the first of consecutive requests that fail with an exception, which the store throws when its database is away.</summary>
internal sealed partial class StoreFailures(TimeProvider time, ILogger<StoreFailures> logger)
{
    /// <summary>What the response to such a request says.</summary>
    public const string Description = "The server is temporarily unavailable. Try again shortly.";

    /// <summary>The value of the header <c>Retry-After</c>, in seconds.</summary>
    public const string RetryAfter = "1";

    private readonly Outage _outage = new(time);

    /// <summary>Records a request that failed.</summary>
    public void Add(Exception exception)
    {
        if (_outage.Begins())
        {
            LogFailed(exception);
        }
    }

    /// <summary>Records a request that did not fail.</summary>
    public void End() => _outage.End();

    [LoggerMessage(2160, LogLevel.Error, "A request to the authorization server failed and gets 503. Further failures are not logged until a request succeeds.")]
    private partial void LogFailed(Exception exception);
}
