using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Dhafnck.McpAuth.TestKit.Telemetry;

/// <summary>What one server measures: only the meters of its own factory, whatever other tests do in this process.</summary>
public sealed class CollectedMetrics : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<Instrument> _instruments = [];
    private readonly ConcurrentQueue<Measured> _measured = [];

    private CollectedMetrics(IMeterFactory factory, Func<Instrument, bool> isWanted)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory) && isWanted(instrument))
            {
                _instruments.Enqueue(instrument);
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>(Add);
        _listener.Start();
    }

    /// <summary>The instruments that the server has created.</summary>
    public IReadOnlyList<Instrument> Instruments => [.. _instruments];

    public IReadOnlyList<Measured> All => [.. _measured];

    public static CollectedMetrics Of(McpTestServer server, Func<Instrument, bool>? isWanted = null) =>
        new(server.Services.GetRequiredService<IMeterFactory>(), isWanted ?? (instrument => instrument.Meter.Name is "Dhafnck.McpAuth" or "Microsoft.AspNetCore.Authentication" or "Microsoft.AspNetCore.Authorization"));

    /// <summary>The measurements of an instrument that have these tags.</summary>
    public IReadOnlyList<Measured> Of(string instrument, params (string Name, object Value)[] tags) =>
        [.. _measured.Where(measured => measured.Instrument == instrument && tags.All(tag => Equals(measured.Tags.GetValueOrDefault(tag.Name), tag.Value)))];

    public double Sum(string instrument, params (string Name, object Value)[] tags) => Of(instrument, tags).Sum(measured => measured.Value);

    /// <summary>Waits for a sum: a request is counted after its answer.</summary>
    public Task SumsToAsync(double sum, string instrument, params (string Name, object Value)[] tags) =>
        Eventually.GetAsync(() => Task.FromResult(Sum(instrument, tags)), current => current == sum);

    /// <summary>What a gauge shows now; <see langword="null"/> when it shows nothing.</summary>
    public double? Read(string instrument)
    {
        var before = Of(instrument).Count;
        _listener.RecordObservableInstruments();
        return Of(instrument).Skip(before).LastOrDefault()?.Value;
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state = null) =>
        _measured.Enqueue(new(instrument.Name, value, tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value)));

    /// <summary>One measurement.</summary>
    public sealed record Measured(string Instrument, double Value, IReadOnlyDictionary<string, object?> Tags);
}
