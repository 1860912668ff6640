using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Page.Tests.Scale;

/// <summary>The list stays smooth for someone who has 1,000 tokens.</summary>
public sealed class ManyTokensTests(Chromium chromium, PageServer server) : BrowserTest(chromium, server)
{
    private const int Tokens = 1000;
    private const int Frames = 60;

    [Fact]
    public async Task A_thousand_tokens_are_listed_searched_and_scrolled_through_with_no_more_work_than_their_frames_need()
    {
        await CreateAsync(await Page.SignUpAsync(Address));

        await Page.GotoAsync(Address + "/tokens");
        await Page.GetByText("Showing 50 of 1,000 tokens").And(Page.Locator(".total")).WaitForAsync();
        for (var shown = 100; shown <= Tokens; shown += 50)
        {
            await Page.GetByRole(AriaRole.Button, new() { Name = "Show more" }).ClickAsync();
            await Assertions.Expect(Page.Locator("tbody tr")).ToHaveCountAsync(shown);
        }

        await Assertions.Expect(Page.Locator(".total")).ToHaveTextAsync("1,000 tokens");
        var browser = await Page.Context.NewCDPSessionAsync(Page);
        await browser.SendAsync("Performance.enable");
        var layouts = await CountLayoutsAsync(browser);
        await Page.EvaluateAsync("""
            async steps => {
              for (let step = 0; step < steps; step++) {
                scrollTo(0, document.body.scrollHeight * step / steps);
                await new Promise(requestAnimationFrame);
              }
            }
            """, Frames);
        layouts = await CountLayoutsAsync(browser) - layouts;

        await Page.GetByLabel("Search by name").FillAsync("token 0777");
        await Assertions.Expect(Page.Locator("tbody tr")).ToHaveCountAsync(1);

        layouts.Should().BeLessThanOrEqualTo(2 * Frames + 2, "a frame needs one, and the question for the height another");
        RequestedAddresses.Count(address => address.Contains("/usage")).Should().BeLessThan(Tokens, "only the rows in view ask for their use");
    }

    private static async Task<double> CountLayoutsAsync(ICDPSession browser) =>
        (await browser.SendAsync("Performance.getMetrics"))!.Value.GetProperty("metrics").EnumerateArray()
            .Single(metric => metric.GetProperty("name").GetString() == "LayoutCount").GetProperty("value").GetDouble();

    private async Task CreateAsync(string email)
    {
        using var login = await Server.Server.Http.PostAsJsonAsync("/api/auth/login", new { email, password = Steps.Password });
        var bearer = (await login.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString();
        await Parallel.ForEachAsync(Enumerable.Range(0, Tokens), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (number, cancellationToken) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/tokens/")
            {
                Content = JsonContent.Create(new { name = $"token {number:0000}", scopes = new[] { "execute:mcp", "write:tasks" } }),
            };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
            using var response = await Server.Server.Http.SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
        });
    }
}
