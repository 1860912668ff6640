using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Load;

/// <summary>What the server's side of a benchmark answers about itself.</summary>
public static class ServerControl
{
    /// <summary>A <see cref="ServerSample"/>.</summary>
    public const string Sample = "/control/sample";

    /// <summary>The managed bytes in use, after a full collection.</summary>
    public const string Memory = "/control/memory";

    /// <summary>New tokens, one a line.</summary>
    public const string Tokens = "/control/tokens?count=";

    /// <summary>Answers the questions above.</summary>
    /// <param name="app">The server.</param>
    /// <param name="createTokens">Makes as many tokens as it is told to.</param>
    public static void MapControl(this WebApplication app, Func<int, Task<IReadOnlyList<string>>> createTokens)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapGet(Sample, () => Results.Json(ServerSample.Take()));
        app.MapGet(Memory, () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            var collection = GC.GetGCMemoryInfo(GCKind.FullBlocking);
            return Text(collection.HeapSizeBytes - collection.FragmentedBytes);
        });
        app.MapGet("/control/tokens", async (int count) => string.Join('\n', await createTokens(count)));
    }

    /// <summary>Listens on a port of its own, says where, and stays until the parent process has gone.</summary>
    /// <param name="app">The server.</param>
    public static async Task RunUntilParentEndsAsync(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync();
        Console.WriteLine(app.Urls.Single());
        await Console.In.ReadToEndAsync();
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
