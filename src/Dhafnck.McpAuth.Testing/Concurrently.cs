namespace Dhafnck.McpAuth.Testing;

/// <summary>Runs an operation many times at once, as the requests and processes of an application do.</summary>
internal static class Concurrently
{
    public static Task<T[]> RunAsync<T>(int count, Func<int, Task<T>> operation) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(number => Task.Run(() => operation(number))));

    public static Task RunAsync(int count, Func<int, Task> operation) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(number => Task.Run(() => operation(number))));
}
