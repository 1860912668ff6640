using Dhafnck.McpAuth.AuthorizationServer.Consent;

namespace Page.Tests.Consent;

/// <summary>Whatever a client puts into its fields stays text, in its place.</summary>
public sealed class ConsentTextTests(Chromium chromium, PageServer server) : BrowserTest(chromium, server)
{
    private const string Markup = "</title></style></code><script>window.ran=1</script><img src=x onerror=\"window.ran=1\"><b>{0}</b>";

    [Fact]
    public async Task Markup_in_every_field_shows_as_text_and_runs_nothing()
    {
        await using var host = await OpenAsync(SampleConsents.Editor with
        {
            ClientId = Markup,
            ClientName = Markup,
            ClientHost = Markup,
            RedirectHost = Markup,
            Resource = Markup,
            IsLoopbackOnly = true,
            Scopes = [new() { Name = "\"><script>window.ran=1</script>", Description = Markup, Tools = [Markup] }],
            CallableTools = [Markup],
        });

        (await Page.Locator("main").InnerTextAsync()).Should().Contain(Markup[..90]);
        await ShouldBeHarmlessAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Page.GetByText("The client got").WaitForAsync();
        host.Decisions.Should().ContainSingle().Which.Scopes.Should().ContainSingle();
    }

    [Fact]
    public async Task Markup_in_a_parameter_comes_back_as_it_was()
    {
        await using var host = await OpenAsync(SampleConsents.Editor, Uri.EscapeDataString(Markup));

        await ShouldBeHarmlessAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();

        await Page.GetByText("The client got").WaitForAsync();
        Page.Url.Should().EndWith("state=" + Uri.EscapeDataString(Markup));
    }

    [Fact]
    public async Task A_name_that_turns_the_direction_of_text_leaves_what_stands_around_it_alone()
    {
        await using var host = await OpenAsync(SampleConsents.Editor with { ClientName = "App\u202e\u2066evil\u0007\r\n\u2028end" });

        var heading = await Page.GetByRole(AriaRole.Heading, new() { Level = 1 }).TextContentAsync();

        heading.Should().Be("Let App\ufffd\ufffdevil\ufffd\ufffd\ufffd\ufffdend use this server as you?");
        (await Page.Locator("h1 bdi").EvaluateAsync<string>("name => getComputedStyle(name).unicodeBidi")).Should().Be("isolate");
    }

    [Fact]
    public async Task A_name_in_a_script_from_right_to_left_stays_readable_in_its_place()
    {
        await using var host = await OpenAsync(SampleConsents.Editor with { ClientName = "עורך לדוגמה" });

        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Let עורך לדוגמה use this server as you?");
    }

    [Theory]
    [InlineData("x")]
    [InlineData("W ")]
    [InlineData("🐫")]
    [InlineData("e\u0301\u0301\u0301\u0301\u0301")]
    public async Task A_name_of_any_length_is_cut_and_fits_the_narrowest_screen(string part)
    {
        await OpenAsync(320, ColorScheme.Light);
        var name = string.Concat(Enumerable.Repeat(part, 5000));
        await using var host = await OpenAsync(SampleConsents.CommandLine with { ClientName = name, ClientId = name, RedirectHost = name.Replace(' ', '-') });

        (await Page.Locator("h1 bdi").TextContentAsync())!.Length.Should().BeLessThan(500);
        (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).Should().Be(0);
    }

    [Theory]
    [InlineData("ex\u0430mple.com", "xn--exmple-4nf.com")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("\u202egro.elpmaxe", "xn--gro-4q0a.elpmaxe")]
    [InlineData("ü..example", "%C3%BC..example")]
    public async Task A_host_shows_in_its_ASCII_form(string host, string shown)
    {
        await using var page = await OpenAsync(SampleConsents.Editor with { ClientHost = host, RedirectHost = host });

        var facts = await Page.GetByRole(AriaRole.Region, new() { Name = "Who asks" }).InnerTextAsync();

        facts.Should().Contain("Vouched for by\n" + shown).And.Contain("Sends you back to\n" + shown);
    }

    private async Task ShouldBeHarmlessAsync()
    {
        (await Page.EvaluateAsync<bool>("'ran' in window")).Should().BeFalse();
        (await Page.Locator("script, img, b").CountAsync()).Should().Be(0);
    }

    private async Task<ConsentHost> OpenAsync(ConsentRequest request, string state = "s")
    {
        var host = await ConsentHost.StartAsync(request);
        await Page.GotoAsync(host.Address + "/sign-in/ada");
        await Page.GotoAsync(host.Ask(state));
        return host;
    }
}
