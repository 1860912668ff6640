using System.Diagnostics;
using System.Net;
using Dhafnck.McpAuth.Tokens;
using RevocationLatency;

// How long after a revocation was answered at one server another one on the same database still accepts the token.
// Each revocation follows the refusal of the one before it.
// With push, the other server is told of it by PostgreSQL or Redis, and polls only every 10 seconds.
// dotnet run -c Release --project benchmarks/RevocationLatency [rounds] ["Host=...;Database=..."] [notify|127.0.0.1:6379]
var rounds = args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 200;
var folder = Directory.CreateTempSubdirectory("revocation-latency-");
var database = args.ElementAtOrDefault(1) ?? $"Data Source={Path.Combine(folder.FullName, "tokens.db")}";
var push = args.ElementAtOrDefault(2);
await using var here = await Server.StartAsync(database, push);
await using var there = await Server.StartAsync(database, push);
var tokens = here.Services.GetRequiredService<ApiTokenService>();
var latencies = new List<double>();
for (var round = 0; round < rounds; round++)
{
    var creation = await tokens.CreateAsync("owner", new() { Name = "t", Scopes = ["read:tasks"] });
    var issued = creation.Issued ?? throw new InvalidOperationException("No token was made.");
    while (await there.UseAsync(issued.Value) != HttpStatusCode.OK)
    {
    }

    await tokens.RevokeAsync("owner", issued.Token.Id);
    var revoked = Stopwatch.GetTimestamp();
    while (await there.UseAsync(issued.Value) == HttpStatusCode.OK)
    {
    }

    latencies.Add(Stopwatch.GetElapsedTime(revoked).TotalMilliseconds);
}

latencies.Sort();
Console.WriteLine($"{rounds} revocations on {(Server.IsPostgres(database) ? "PostgreSQL" : "SQLite")}{(push is null ? "" : $", pushed by {(push == Server.Notify ? "it" : "Redis")}")}, in ms: median {latencies[rounds / 2]:F0}, p99 {latencies[(int)(rounds * 0.99)]:F0}, most {latencies[^1]:F0}");
folder.Delete(recursive: true);
