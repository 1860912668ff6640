using System.Numerics;
using Dhafnck.McpAuth.Bearer.Gate;
using Dhafnck.McpAuth.Providers;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer.OpenRequests;

/// <summary>All open uses. Every request is added and removed here, so both are kept as cheap as possible.</summary>
internal sealed class OpenUses
{
    // One list per core, so that cores do not contend: a request is mostly added and removed on the same core.
    private readonly OpenUseList[] _lists = [.. Enumerable.Range(0, (int)BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount)).Select(_ => new OpenUseList())];

    /// <summary>The number of open uses.</summary>
    public int Count => _lists.Sum(list => list.Count);

    public OpenRequest Begin(HttpContext context, BearerAuthentication authentication)
    {
        var request = new OpenRequest(context, authentication);
        Add(request);
        return request;
    }

    public void Add(OpenUse use) => _lists[Thread.GetCurrentProcessorId() & (_lists.Length - 1)].Add(use);

    /// <summary>Lists the uses whose token has to be checked again.</summary>
    public List<OpenUse> ListDue(TokenFreshness freshness, TimeProvider time)
    {
        var due = new List<OpenUse>();
        foreach (var list in _lists)
        {
            list.AddDue(due, freshness, time);
        }

        return due;
    }
}
