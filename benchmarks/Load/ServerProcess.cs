using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;

namespace Load;

/// <summary>A server in a process of its own, on a core of its own. It ends when its standard input does, and so never outlives this one.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http;

    private ServerProcess(Process process, Uri url)
    {
        _process = process;
        _http = new() { BaseAddress = url };
        Address = new(IPAddress.Loopback, url.Port);
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; }

    /// <summary>The processor time that it has used, in user and kernel mode.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts this program as a server on core 0, with the defaults of the runtime.</summary>
    /// <param name="arguments">The arguments that make it one.</param>
    public static Task<ServerProcess> StartAsync(params string[] arguments) => StartAsync(new Dictionary<string, string>(), arguments);

    /// <summary>Starts this program as a server on core 0.</summary>
    /// <param name="environment">What is added to its environment.</param>
    /// <param name="arguments">The arguments that make it one.</param>
    public static async Task<ServerProcess> StartAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var start = ProcessorCore.Pin(0, arguments);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        var process = Process.Start(start) ?? throw new InvalidOperationException("The server did not start.");
        var url = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server did not say where it listens.");
        return new(process, new(url));
    }

    /// <summary>Asks one of the questions of <see cref="ServerControl"/> that is answered with a number.</summary>
    /// <param name="path">Its path.</param>
    public async Task<long> AskAsync(string path) => long.Parse(await _http.GetStringAsync(path), CultureInfo.InvariantCulture);

    /// <summary>Asks how the server is doing.</summary>
    public async Task<ServerSample> SampleAsync() =>
        await _http.GetFromJsonAsync<ServerSample>(ServerControl.Sample) ?? throw new InvalidOperationException("The server did not say how it is doing.");

    /// <summary>Has the server make tokens.</summary>
    /// <param name="count">How many.</param>
    /// <returns>As many, or none where the server asks for none.</returns>
    public async Task<string[]> CreateTokensAsync(int count)
    {
        var answer = await _http.GetStringAsync(string.Create(CultureInfo.InvariantCulture, $"{ServerControl.Tokens}{count}"));
        return answer.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
