using Load;
using RequestCost;
using RequestCost.Pipeline;

// What authentication costs a request: one server without it, with JwtBearer, and with this library, on a core of its own.
// dotnet run -c Release --project benchmarks/RequestCost -- [--warmup 45] [--rounds 3] [--starts 4] [--seconds 20] [--shape users] [--tokens 256] [--short] [--variants none,jwt,ours] [--endpoints tools/call] [--pipeline] [--check]
if (args is ["--server", var variant, .. var threads])
{
    // On one core the pool does not find out how many threads are best, and ends with another number in each server.
    AppContext.SetSwitch("System.Threading.ThreadPool.HillClimbing.Disable", threads is ["--same-threads"]);
    await Server.RunAsync(variant);
    return 0;
}

if (await ProcessorCore.RunBesideServerAsync(args) is { } exitCode)
{
    return exitCode;
}

var options = Options.Parse(args);
if (options.Pipeline)
{
    await new PipelineContest(options).RunAsync(Console.Out);
    return 0;
}

var contest = new Contest(options);
await contest.RunAsync();
var isMet = new Report(contest, options).Write(Console.Out);
return isMet || !options.Check ? 0 : 1;
