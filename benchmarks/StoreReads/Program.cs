using System.Globalization;
using StoreReads;

// How often the database is read for a call, when the calls of a token are spread over 1, 8 and 50 instances.
// dotnet run -c Release --project benchmarks/StoreReads [-- --instances 1,8,50] [--tokens 100] [--interval 800] [--warmup 90] [--seconds 120]
var options = Options.Parse(args);
var fleets = new List<Fleet>();
foreach (var size in options.Instances)
{
    fleets.Add(await Fleet.StartAsync(size, options));
}

// The fleets have databases of their own, so that they can be measured at the same time.
await Task.WhenAll(fleets.Select(fleet => fleet.RunAsync(TimeSpan.FromSeconds(options.Warmup))));
fleets.ForEach(fleet => fleet.Queries.Clear());
var calls = await Task.WhenAll(fleets.Select(fleet => fleet.RunAsync(TimeSpan.FromSeconds(options.Seconds))));

Console.WriteLine($"{options.Tokens} tokens, each called every {options.Interval} ms, round robin; queries for each call, in {options.Seconds} seconds");
Console.WriteLine($"{"instances",9} {"calls",8} {"waited for",11} {"background",11} {"writes",8}");
foreach (var (fleet, count) in fleets.Zip(calls))
{
    var queries = fleet.Queries;
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{fleet.Size,9} {count,8} {PerCall(queries.Waited, count),11:F4} {PerCall(queries.Background, count),11:F4} {PerCall(queries.Writes, count),8:F4}"));
    await fleet.DisposeAsync();
}

static double PerCall(int queries, int calls) => (double)queries / calls;
