using System.Threading.Channels;

namespace Dhafnck.McpAuth.Tokens.Records;

/// <summary>Requests to poll the store at once. Several before the poll count as one.</summary>
internal sealed class PollRequests
{
    private readonly Channel<bool> _requests = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Add() => _requests.Writer.TryWrite(true);

    public IAsyncEnumerable<bool> ReadAllAsync(CancellationToken cancellationToken) => _requests.Reader.ReadAllAsync(cancellationToken);
}
