using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Page.Tests.Scale;

/// <summary>The list stays smooth for someone who has 1,000 tokens.</summary>
public sealed class ManyTokensTests(Chromium chromium, PageServer server) : BrowserTest(chromium, server)
{
    private const int Tokens = 1000;
    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_thousand_tokens_are_listed_searched_and_scrolled_through_without_a_jam()
    {
        var email = await Page.RegisterAsync(Address);
        await CreateAsync(email);
        await Page.AddInitScriptAsync("window.jams = []; new PerformanceObserver(list => jams.push(...list.getEntries().map(entry => entry.duration))).observe({ type: 'longtask', buffered: true });");
        var clock = System.Diagnostics.Stopwatch.StartNew();

        await Page.GotoAsync(Address + "/tokens");
        await Page.GetByText($"Showing 50 of 1,000 tokens").And(Page.Locator(".total")).WaitForAsync();
        clock.Elapsed.Should().BeLessThan(Noticeable);
        for (var shown = 100; shown <= Tokens; shown += 50)
        {
            await Page.GetByRole(AriaRole.Button, new() { Name = "Show more" }).ClickAsync();
            await Assertions.Expect(Page.Locator("tbody tr")).ToHaveCountAsync(shown);
        }

        await Assertions.Expect(Page.Locator(".total")).ToHaveTextAsync("1,000 tokens");
        var frames = await Page.EvaluateAsync<double[]>("""
            async () => {
              const frames = [];
              let last = performance.now();
              for (let step = 0; step < 60; step++) {
                scrollTo(0, document.body.scrollHeight * step / 60);
                await new Promise(requestAnimationFrame);
                frames.push(performance.now() - last);
                last = performance.now();
              }
              return frames;
            }
            """);
        clock.Restart();
        await Page.GetByLabel("Search by name").FillAsync("token 0777");
        await Assertions.Expect(Page.Locator("tbody tr")).ToHaveCountAsync(1);
        clock.Elapsed.Should().BeLessThan(Noticeable);

        var jams = await Page.EvaluateAsync<double[]>("jams");
        TestContext.Current.TestOutputHelper?.WriteLine($"Frames while scrolling: median {frames.Order().ElementAt(frames.Length / 2):0} ms, longest {frames.Max():0} ms; long tasks: {jams.Length}, longest {jams.DefaultIfEmpty().Max():0} ms.");
        frames.Order().ElementAt(frames.Length / 2).Should().BeLessThan(100);
        jams.DefaultIfEmpty().Max().Should().BeLessThan(1000);
        RequestedAddresses.Count(address => address.Contains("/usage")).Should().BeLessThan(Tokens, "only the rows in view ask for their use");
    }

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
