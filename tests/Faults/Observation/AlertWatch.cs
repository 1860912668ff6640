using System.Globalization;

namespace Faults.Observation;

/// <summary>Prints each change of an alert.</summary>
internal sealed class AlertWatch(Prometheus prometheus, TextWriter output)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private readonly Dictionary<string, string> _states = new(StringComparer.Ordinal);

    /// <summary>Whether an alert has fired.</summary>
    public bool HasFired { get; private set; }

    /// <summary>Whether no alert is pending or firing.</summary>
    public bool IsQuiet => _states.Count == 0;

    /// <summary>Watches until a condition on the number of active alerts holds.</summary>
    public async Task RunAsync(Func<TimeSpan> time, Func<int, bool> until, TimeSpan patience)
    {
        var start = time();
        do
        {
            await Clock.PauseAsync(Interval);
            var now = await prometheus.ListAlertsAsync();
            foreach (var (alert, state) in now.Where(alert => _states.GetValueOrDefault(alert.Key) != alert.Value))
            {
                Write(time(), alert, state);
                HasFired |= state == "firing";
            }

            foreach (var (alert, _) in _states.Where(known => !now.ContainsKey(known.Key)))
            {
                Write(time(), alert, "resolved");
            }

            _states.Clear();
            foreach (var (alert, state) in now)
            {
                _states[alert] = state;
            }
        }
        while (!until(_states.Count) && time() - start < patience);
    }

    private void Write(TimeSpan time, string alert, string state) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds,6:F1} s  {alert,-24} {state}"));
}
