using System.ComponentModel;
using ModelContextProtocol.Server;

namespace Observability;

internal sealed class ClockTools
{
    [McpServerTool(Name = "what_time_is_it", ReadOnly = true)]
    [Description("Tells the time, UTC.")]
    public static DateTimeOffset WhatTimeIsIt(TimeProvider time) => time.GetUtcNow();
}
