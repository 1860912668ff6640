using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Dhafnck.McpAuth.TestKit.Hosting;

namespace Dhafnck.McpAuth.TestKit.Connect;

/// <summary>What a client prints for its user. Among it are the URLs of the authorization endpoint, which a test opens in the place of the user.</summary>
public sealed partial class AuthorizationPrompt
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Channel<Uri> _urls = Channel.CreateUnbounded<Uri>();

    /// <summary>All that the client has printed.</summary>
    public string Text => string.Join('\n', _lines);

    /// <summary>Takes a line that the client printed.</summary>
    public void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        if (AuthorizationUrl().Match(line) is { Success: true } match)
        {
            _urls.Writer.TryWrite(new(match.Value));
        }
    }

    /// <summary>Notes that the client prints nothing any more.</summary>
    public void End() => _urls.Writer.TryComplete(new InvalidOperationException($"The client ended before it asked its user. It printed:\n{Text}"));

    /// <summary>Waits for the next URL.</summary>
    public async Task<Uri> WaitForUrlAsync()
    {
        using var deadline = new CancellationTokenSource(Eventually.Deadline);
        return await _urls.Reader.ReadAsync(deadline.Token);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/oauth/authorize\?[\w.~%&=+-]+")]
    private static partial Regex AuthorizationUrl();
}
