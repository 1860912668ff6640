namespace Dhafnck.McpAuth.CommandLine;

/// <summary>The exit codes of the commands.</summary>
internal static class ExitCode
{
    /// <summary>The command is done.</summary>
    public const int Done = 0;

    /// <summary>The command was refused: there is no such token, or it is not allowed.</summary>
    public const int Refused = 1;

    /// <summary>The arguments or the application's settings are wrong.</summary>
    public const int Usage = 2;

    /// <summary>The store did not answer, or the command failed in another way.</summary>
    public const int Unavailable = 3;
}
