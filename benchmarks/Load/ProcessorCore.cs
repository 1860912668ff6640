using System.Diagnostics;

namespace Load;

/// <summary>Runs this program again, held to one core of the machine from its first instruction on.</summary>
public static class ProcessorCore
{
    /// <summary>Whether this process is held to one core.</summary>
    private static bool IsPinned
    {
        get
        {
            using var self = Process.GetCurrentProcess();
            return OperatingSystem.IsLinux() && nint.IsPow2(self.ProcessorAffinity);
        }
    }

    /// <summary>Runs this program again on core 1, unless it is held to one core, and gives its exit code. The server has core 0.</summary>
    public static async Task<int?> RunBesideServerAsync(IEnumerable<string> arguments)
    {
        if (IsPinned)
        {
            return null;
        }

        using var pinned = Process.Start(Pin(1, arguments))!;
        await pinned.WaitForExitAsync();
        return pinned.ExitCode;
    }

    /// <summary>How to start this program again.</summary>
    /// <param name="core">The number of the core.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="PlatformNotSupportedException">The machine is no Linux with two cores.</exception>
    public static ProcessStartInfo Pin(int core, IEnumerable<string> arguments)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("Server and load each need a core of their own; they are given one with taskset, on Linux.");
        }

        // Under 'dotnet X.dll' the process is dotnet, and the program its first argument.
        var program = Environment.ProcessPath!;
        string[] self = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, Environment.GetCommandLineArgs()[0]] : [program];
        return new("taskset", ["--cpu-list", $"{core}", .. self, .. arguments]);
    }
}
