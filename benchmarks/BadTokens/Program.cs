using System.Globalization;
using BadTokens;
using Load;

// What a million different bad tokens leave behind at a server: memory, and slower answers to the good ones.
// dotnet run -c Release --project benchmarks/BadTokens [-- --count 1000000] [--warmup 30] [--rounds 5] [--seconds 3] [--clients 8]
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
var examination = await Examination.PrepareAsync(server, options);
await examination.WarmUpAsync();

// What the first refusals need once, such as compiled code, is not what a million leave behind.
await new Attack(server.Address, Math.Min(options.Count, 10_000), options.Clients).RunAsync();
var before = await examination.ExamineAsync();
var attacked = await new Attack(server.Address, options.Count, options.Clients).RunAsync();
var after = await examination.ExamineAsync();

Console.WriteLine();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{options.Count:N0} bad tokens, {options.Count / attacked.TotalSeconds:F0} in a second"));
Console.WriteLine($"{"",-28} {"before",10} {"after",10} {"ratio",7}");
Compare("managed memory, KB", before.Memory / 1024.0, after.Memory / 1024.0);
Compare("good requests in a second", before.RequestsPerSecond, after.RequestsPerSecond);
Compare("server µs for each", before.ServerMicroseconds, after.ServerMicroseconds);
return 0;

static void Compare(string what, double before, double after) =>
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-28} {before,10:F1} {after,10:F1} {after / before,7:F3}"));
