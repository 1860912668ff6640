using Microsoft.AspNetCore.Http.Features;

namespace RequestCost.Pipeline;

/// <summary>A response that does, when it is complete, what was put off until then: the request's services are disposed of so.</summary>
internal sealed class PipelineResponse : HttpResponseFeature
{
    private readonly Stack<(Func<object, Task> Callback, object State)> _callbacks = [];

    public override void OnCompleted(Func<object, Task> callback, object state) => _callbacks.Push((callback, state));

    public async Task CompleteAsync()
    {
        while (_callbacks.TryPop(out var next))
        {
            await next.Callback(next.State);
        }
    }
}
