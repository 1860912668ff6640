namespace Page.Tests.Forms;

/// <summary>A token is bound to a key of its client when it is generated.</summary>
public sealed class BoundTokenTests(Chromium chromium, PageServer server) : BrowserTest(chromium, server)
{
    private const string Thumbprint = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";

    [Fact]
    public async Task A_token_is_bound_to_the_key_that_was_typed_and_its_view_says_so()
    {
        await Page.SignUpAsync(Address);
        await Page.OpenViewAsync(Address, "#generate", "Generate Token");
        await Page.FillNewTokenAsync("bound", "execute:mcp");
        await Page.UnfoldAsync();
        await Page.GetByLabel("Key (optional)").FillAsync($" {Thumbprint} ");
        await Assertions.Expect(Page.Locator(".more-fields > summary")).ToContainTextAsync("bound to a key");

        await Page.Submit().ClickAsync();
        await Page.ShownTokenAsync();

        var token = (await Page.ListAsync(Address)).Should().ContainSingle().Subject;
        token.GetProperty("dpop_jkt").GetString().Should().Be(Thumbprint);
        await Page.OpenViewAsync(Address, $"#token/{token.GetProperty("id").GetString()}", "bound");
        await Assertions.Expect(Page.Locator("dl.facts")).ToContainTextAsync($"Bound to the key{Thumbprint}");
    }

    [Fact]
    public async Task A_token_without_a_key_is_a_bearer_token()
    {
        await Page.SignUpAsync(Address);

        await Page.GenerateAsync(Address, "bearer", "execute:mcp");

        (await Page.ListAsync(Address)).Should().ContainSingle().Which.GetProperty("dpop_jkt").ValueKind.Should().Be(System.Text.Json.JsonValueKind.Null);
    }
}
