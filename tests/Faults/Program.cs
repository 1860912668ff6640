using System.Globalization;
using Faults;
using Faults.Databases;
using Faults.Observation;

// Breaks processes and databases under load, and checks that every acknowledged write survived and no revoked token was accepted.
// dotnet run --project tests/Faults [-- --minutes 9] [--seed 1] [--stores postgres,redis,sqlite] [--instances 4]
// dotnet run --project tests/Faults -- --observe
var options = Options.Parse(args);
if (options.Observe)
{
    return await new OutageObservation(Console.Out).RunAsync();
}

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {options.Seed}, {options.Minutes} minutes, {options.Instances} processes"));
var checks = new Checks();
var report = new Report(Console.Out);
foreach (var store in options.Stores)
{
    await using var database = await FaultyDatabase.CreateAsync(store, options.Instances);
    await using var campaign = new Campaign(database, options, checks, report);
    await campaign.RunAsync(TimeSpan.FromMinutes(options.Minutes) * FaultyDatabase.ShareOf(store, options.Stores));
}

report.WriteSummary(checks);
return checks.Violations.Count == 0 ? 0 : 1;
