using System.Numerics;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer;

/// <summary>What goes on at the moment. Each request passes here, so that being in it costs next to nothing.</summary>
internal sealed class OpenUses
{
    // A request comes and goes on about the same core, and cores do not wait for each other.
    private readonly OpenUseList[] _lists = [.. Enumerable.Range(0, (int)BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount)).Select(_ => new OpenUseList())];

    public OpenRequest Begin(HttpContext context, BearerAuthentication authentication)
    {
        var request = new OpenRequest(context, authentication);
        Add(request);
        return request;
    }

    public void Add(OpenUse use) => _lists[Thread.GetCurrentProcessorId() & (_lists.Length - 1)].Add(use);

    /// <summary>Those for whose token the provider has to be asked again.</summary>
    public List<OpenUse> ListDue(long epoch, TimeProvider time, TimeSpan lifetime)
    {
        var due = new List<OpenUse>();
        foreach (var list in _lists)
        {
            list.AddDue(due, epoch, time, lifetime);
        }

        return due;
    }
}
