using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>What goes on at the moment. Each request passes here, so that being in it costs next to nothing.</summary>
internal sealed class OpenUses
{
    private readonly ConcurrentDictionary<OpenUse, bool> _uses = new();

    public OpenRequest Begin(HttpContext context, BearerAuthentication authentication)
    {
        var request = new OpenRequest(context, authentication);
        Add(request);
        return request;
    }

    public void Complete(OpenRequest? request)
    {
        if (request is not null)
        {
            request.Complete();
            Remove(request);
        }
    }

    public void Add(OpenUse use) => _uses[use] = true;

    public void Remove(OpenUse use) => _uses.TryRemove(use, out _);

    /// <summary>Those for whose token the provider has to be asked again.</summary>
    public List<OpenUse> ListDue(long epoch, TimeProvider time, TimeSpan lifetime)
    {
        var due = new List<OpenUse>();
        foreach (var (use, _) in _uses)
        {
            if (use.IsDue(epoch, time, lifetime))
            {
                due.Add(use);
            }
        }

        return due;
    }
}
