using System.Collections.Concurrent;

namespace Page.Tests.Browser;

/// <summary>A test with a window of its own; whatever the page's scripts or its policy complain of fails it.</summary>
public abstract class BrowserTest(Chromium chromium, PageServer server) : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _addresses = new();
    private IBrowserContext? _context;

    protected PageServer Server { get; } = server;

    protected string Address => Server.Address;

    protected IBrowserContext Context => _context!;

    protected IPage Page { get; private set; } = null!;

    /// <summary>The address of everything that the window has asked for.</summary>
    protected IReadOnlyCollection<string> RequestedAddresses => _addresses;

    protected virtual int Width => 1280;

    public virtual async ValueTask InitializeAsync() => await OpenAsync(Width, ColorScheme.Light);

    public virtual async ValueTask DisposeAsync()
    {
        if (_context is not null)
        {
            await _context.CloseAsync();
        }

        _complaints.Should().BeEmpty();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens another window in the place of the one there is.</summary>
    protected async Task OpenAsync(int width, ColorScheme colors, bool hasJavaScript = true)
    {
        if (_context is not null)
        {
            await _context.CloseAsync();
        }

        _context = await chromium.OpenAsync(width, colors, hasJavaScript);
        _context.Page += (_, page) => Watch(page);
        Page = await _context.NewPageAsync();
    }

    /// <summary>What was copied last. The token page itself may not read it, so another one of the application does.</summary>
    protected async Task<string> ReadClipboardAsync()
    {
        var reader = await Context.NewPageAsync();
        await reader.GotoAsync(Address + "/sign-in");
        await reader.BringToFrontAsync();
        var text = await reader.EvaluateAsync<string>("navigator.clipboard.readText()");
        await reader.CloseAsync();
        await Page.BringToFrontAsync();
        return text;
    }

    /// <summary>Forgets what the browser has complained of so far: this test was after it.</summary>
    protected void DropComplaints() => _complaints.Clear();

    private void Watch(IPage page)
    {
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Request += (_, request) => _addresses.Enqueue(request.Url);
        page.Console += (_, message) =>
        {
            // That a request was refused is what many tests are about.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _complaints.Enqueue(message.Text);
            }
        };
    }
}
