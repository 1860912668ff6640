using ManyTokens;
using ManyTokens.Databases;

// What a million tokens cost that a thousand do not.
// dotnet run -c Release --project benchmarks/ManyTokens [-- --postgres "Host=...;Username=..."] [--few 1000] [--many 1000000] [--rounds 5] [--samples 100]
var options = Options.Parse(args);
var comparison = new Comparison(options);
await comparison.RunAsync("SQLite", () => new SqliteDatabase());
if (options.Postgres is { } server)
{
    await comparison.RunAsync("PostgreSQL", () => new PostgresDatabase(server));
}
else if (PostgresDatabase.HowToStart is { } howTo)
{
    Console.WriteLine();
    Console.WriteLine(howTo);
}
