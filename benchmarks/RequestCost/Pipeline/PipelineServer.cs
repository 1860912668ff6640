using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace RequestCost.Pipeline;

/// <summary>A server without a network: it hands requests to the application, and takes its answers, in this process.</summary>
internal sealed class PipelineServer : IServer
{
    private readonly HttpConnectionFeature _connection = new() { RemoteIpAddress = IPAddress.Loopback };
    private Func<IFeatureCollection, Task>? _process;

    public IFeatureCollection Features { get; } = new FeatureCollection();

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _process = async features =>
        {
            var context = application.CreateContext(features);
            await application.ProcessRequestAsync(context);
            application.DisposeContext(context, null);
        };
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }

    /// <summary>Sends one request, and waits for its answer.</summary>
    /// <param name="endpoint">Where to.</param>
    /// <param name="authorization">Its <c>Authorization</c> header, or none; the same object for each of a connection, as with Kestrel.</param>
    /// <param name="answer">Takes the answer, in the place of what it holds.</param>
    /// <exception cref="IOException">The answer was not as expected.</exception>
    public async Task SendAsync(Endpoint endpoint, string? authorization, MemoryStream answer)
    {
        answer.SetLength(0);
        var response = new PipelineResponse();
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(endpoint.Feature(authorization));
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        features.Set<IHttpConnectionFeature>(_connection);
        await _process!(features);
        await response.CompleteAsync();
        if (response.StatusCode != StatusCodes.Status200OK)
        {
            throw new IOException($"{endpoint.Name} was answered with {response.StatusCode}: {Encoding.UTF8.GetString(answer.ToArray())}");
        }
    }
}
