using Dhafnck.McpAuth.TestKit.Samples;

namespace Page.Tests.Accessibility;

/// <summary>
/// Takes the pictures that the pages of the repository show: with <c>UPDATE_SCREENSHOTS=1</c> into <c>docs/images</c>;
/// with <c>SCREENSHOTS=/some/folder</c> those of every view, to be looked at.
/// </summary>
internal static class Screenshot
{
    private static readonly string[] Shown =
    [
        "generate-1280-light", "reveal-1280-light", "reveal-320-light", "list-1280-light", "list-1280-dark", "list-320-dark",
        "token-1280-light", "token-320-dark", "revoke-1280-light",
    ];

    public static async Task TakeAsync(IPage page, string view, int width, ColorScheme colors)
    {
        var name = $"{view.Replace(' ', '-')}-{width}-{colors.ToString().ToLowerInvariant()}";
        var isForPages = Environment.GetEnvironmentVariable("UPDATE_SCREENSHOTS") == "1" && Shown.Contains(name);
        var folder = isForPages ? Path.Combine(Repository.Root, "docs", "images") : Environment.GetEnvironmentVariable("SCREENSHOTS");

        if (folder is null)
        {
            return;
        }

        if (view == "reveal")
        {
            // Even one that opens nothing any more is not shown whole.
            await page.EvaluateAsync("document.querySelector('.secret').textContent = document.querySelector('.secret').textContent.slice(0, 100) + '…'");
        }

        // A dialog is in the window; else the page from its top, and for the repository not all of a long one.
        var isWhole = await page.Locator("dialog[open]").CountAsync() == 0;
        if (isWhole)
        {
            await page.EvaluateAsync("scrollTo(0, 0)");
        }

        var height = await page.EvaluateAsync<float>("document.documentElement.scrollHeight");
        await page.ScreenshotAsync(new()
        {
            Path = Path.Combine(folder, name + ".png"),
            FullPage = isWhole,
            Clip = isWhole && isForPages ? new() { Width = width, Height = Math.Min(height, width < 600 ? 900 : 1200) } : null,
            Caret = ScreenshotCaret.Hide,
        });
    }
}
