namespace Dhafnck.McpAuth.CommandLine.Output;

/// <summary>The forms of a result.</summary>
internal enum OutputFormat
{
    /// <summary>Text for people.</summary>
    Text,

    /// <summary>JSON for scripts.</summary>
    Json,
}
