using Dhafnck.McpAuth.Providers;

namespace Dhafnck.McpAuth.Bearer.OpenRequests;

/// <summary>
/// A linked list whose links are in the uses themselves. Adding and removing allocates nothing, and a removed use keeps
/// no others alive.
/// </summary>
internal sealed class OpenUseList
{
    private readonly Lock _lock = new();
    private OpenUse? _first;
    private int _count;

    /// <summary>The number of uses in the list.</summary>
    public int Count => Volatile.Read(ref _count);

    public void Add(OpenUse use)
    {
        lock (_lock)
        {
            use.List = this;
            use.Next = _first;
            _first?.Previous = use;
            _first = use;
            _count++;
        }
    }

    /// <summary>Removes a use, if the list contains it.</summary>
    /// <returns>Whether the list contained the use and had never returned it as due.</returns>
    public bool Remove(OpenUse use)
    {
        lock (_lock)
        {
            if (use.List is null)
            {
                return false;
            }

            if (use.Previous is { } previous)
            {
                previous.Next = use.Next;
            }
            else
            {
                _first = use.Next;
            }

            use.Next?.Previous = use.Previous;
            _count--;
            (use.List, use.Previous, use.Next) = (null, null, null);
            return !use.IsKnown;
        }
    }

    public void AddDue(List<OpenUse> due, TokenFreshness freshness, TimeProvider time)
    {
        lock (_lock)
        {
            for (var use = _first; use is not null; use = use.Next)
            {
                if (use.IsDue(freshness, time))
                {
                    use.IsKnown = true;
                    due.Add(use);
                }
            }
        }
    }
}
