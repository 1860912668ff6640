using Load;
using Outage;

// Whether a server refuses requests during an outage of its database at least as fast as it serves them.
// dotnet run -c Release --project benchmarks/Outage [-- --tokens 500] [--clients 32] [--warmup 15] [--rounds 5] [--seconds 5] [--hang] [--check]
if (args is ["--server"])
{
    await Server.RunAsync();
    return 0;
}

if (await ProcessorCore.RunBesideServerAsync(args) is { } exitCode)
{
    return exitCode;
}

var options = Options.Parse(args);
await using var server = await ServerProcess.StartAsync("--server");
using var contest = await Contest.PrepareAsync(server, options);
await contest.WarmUpAsync();
var ratios = await contest.RunAsync(Console.Out);
var median = ratios.Order().ElementAt(ratios.Count / 2);
Console.WriteLine($"refused to served, requests in a second: {median:F2} ({ratios.Min():F2} to {ratios.Max():F2}); target: at least 1");
return median >= 1 || !options.Check ? 0 : 1;
