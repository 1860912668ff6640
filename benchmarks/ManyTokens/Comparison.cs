using System.Diagnostics;
using System.Globalization;
using ManyTokens.Databases;

namespace ManyTokens;

/// <summary>Does every operation at a store with few tokens and at one with many, by turns.</summary>
internal sealed class Comparison(Options options)
{
    public async Task RunAsync(string name, Func<TokenDatabase> newDatabase)
    {
        Console.Error.WriteLine($"{name}: filling");
        await using var few = await FilledStore.CreateAsync(newDatabase(), options.Few, options.MeasuredTokens);
        await using var many = await FilledStore.CreateAsync(newDatabase(), options.Many, options.MeasuredTokens);
        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-30} {options.Few,12:N0} {options.Many,12:N0} {"ratio",8}   medians of {options.Rounds * options.Samples}, in µs"));
        foreach (var operation in Operation.All)
        {
            var (withFew, withMany) = (new List<double>(), new List<double>());
            for (var round = 0; round <= options.Rounds; round++)
            {
                var (first, second) = round % 2 == 0 ? (few, many) : (many, few);
                var figures = (First: await TimeAsync(operation, first), Second: await TimeAsync(operation, second));
                if (round > 0)
                {
                    // The first round was for the compiler and the caches.
                    withFew.AddRange(first == few ? figures.First : figures.Second);
                    withMany.AddRange(first == few ? figures.Second : figures.First);
                }
            }

            var (fewMedian, manyMedian) = (Median(withFew), Median(withMany));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{operation.Name,-30} {fewMedian,12:F0} {manyMedian,12:F0} {manyMedian / fewMedian,8:F2}"));
        }
    }

    private async Task<List<double>> TimeAsync(Operation operation, FilledStore store)
    {
        var microseconds = new List<double>();
        for (var sample = 0; sample < options.Samples; sample++)
        {
            var prepared = await operation.Prepare(store);
            var start = Stopwatch.GetTimestamp();
            var isRight = await prepared();
            microseconds.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            if (!isRight)
            {
                throw new InvalidOperationException($"'{operation.Name}' did not come out right.");
            }
        }

        return microseconds;
    }

    private static double Median(List<double> figures) => figures.Order().ElementAt(figures.Count / 2);
}
