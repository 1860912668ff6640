namespace Page.Tests.Browser;

/// <summary>The machine's Chromium, driven; tests skip where there is none.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string? Program = new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }
        .FirstOrDefault(File.Exists);

    // The defaults of 5 and 30 seconds are too short for a busy machine.
    private static readonly float Patience = (float)TimeSpan.FromMinutes(1).TotalMilliseconds;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Program is null)
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = ["--no-sandbox"] });
    }

    /// <summary>A window with a profile of its own, which nobody is signed in with.</summary>
    public async Task<IBrowserContext> OpenAsync(int width = 1280, ColorScheme colors = ColorScheme.Light, bool hasJavaScript = true)
    {
        Assert.SkipWhen(_browser is null, "Needs Chromium: apt-get install chromium, or CHROMIUM=/path/to/it");
        var context = await _browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = width < 600 ? 640 : 800 },
            ColorScheme = colors,
            JavaScriptEnabled = hasJavaScript,
            Locale = "en-GB",
            TimezoneId = "Europe/Berlin",
            ReducedMotion = ReducedMotion.Reduce,
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        context.SetDefaultTimeout(Patience);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
