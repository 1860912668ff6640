using Deque.AxeCore.Commons;

namespace Page.Tests.Accessibility;

/// <summary>What axe, a ruler and a camera find on a view.</summary>
internal static class Inspection
{
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>Expects that axe finds nothing on the view that shows, and that nothing of it is outside the window's width, in each of the color schemes.</summary>
    public static async Task ShouldBeCleanAsync(this IPage page, string view, int width, params ColorScheme[] schemes)
    {
        foreach (var colors in schemes)
        {
            await page.EmulateMediaAsync(new() { ColorScheme = colors });
            (await FindViolationsAsync(page)).Should().BeEmpty("of the view '{0}' in {1} colors", view, colors);
            (await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).Should().Be(0, "of the view '{0}'", view);
            await Screenshot.TakeAsync(page, view, width, colors);
        }
    }

    // Here and not through Deque's own runner: that one loads axe twice and opens a window for each run, to join the results of frames. These pages have none.
    private static async Task<string[]> FindViolationsAsync(IPage page)
    {
        (await page.Locator("iframe, frame").CountAsync()).Should().Be(0);
        if (!await page.EvaluateAsync<bool>("'axe' in window"))
        {
            await page.EvaluateAsync(Axe);
        }

        return await page.EvaluateAsync<string[]>(
            "async () => (await axe.run({ resultTypes: ['violations'] })).violations.map(it => `${it.id}: ${it.help} ${it.nodes.map(node => node.html).join(' | ')}`)");
    }
}
