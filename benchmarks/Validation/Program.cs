using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using Validation;

// What it takes to go from a token string to what it stands for.
// dotnet run -c Release --project benchmarks/Validation [-- --job short]
var config = DefaultConfig.Instance.WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "artifacts"));
BenchmarkRunner.Run<AccessTokenValidation>(config, args);
