using System.Text.RegularExpressions;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Dhafnck.McpAuth.Tests.Tokens.Page;

/// <summary>The page's scripts: which modules are preloaded, and what no script contains.</summary>
public sealed partial class TokenPageScriptTests
{
    private const string FirstModule = "app.js";
    private const int MaximumLineLength = 160;

    [Fact]
    public async Task Each_module_that_the_page_imports_is_preloaded_and_nothing_else()
    {
        await using var server = await McpTestServer.StartAsync(options => options.Map = app =>
        {
            app.MapMcpTokens().RequireAuthorization("signed-in");
            app.MapMcpTokenPage().RequireAuthorization("signed-in");
        });
        using var page = await server.SendAsUserAsync(HttpMethod.Get, "/tokens");
        var html = await page.Content.ReadAsStringAsync();
        var assets = Script().Match(html).Groups[1].Value;
        var imported = new HashSet<string>();
        var unread = new Queue<string>([FirstModule]);
        while (unread.TryDequeue(out var module))
        {
            using var response = await server.SendAsUserAsync(HttpMethod.Get, $"{assets}/{module}");
            response.IsSuccessStatusCode.Should().BeTrue("of {0}", module);
            foreach (Match match in Import().Matches(await response.Content.ReadAsStringAsync()))
            {
                if (imported.Add(match.Groups[1].Value))
                {
                    unread.Enqueue(match.Groups[1].Value);
                }
            }
        }

        imported.Should().HaveCountGreaterThan(20);
        Preload().Matches(html).Select(match => match.Groups[1].Value).Should().BeEquivalentTo(imported.Select(module => $"{assets}/{module}"));
        html.Should().NotContain("{modules}").And.NotContain("{assets}");
    }

    [Fact]
    public void No_script_turns_text_into_markup_or_keeps_anything()
    {
        foreach (var (file, text) in Files(".js"))
        {
            text.Should().NotContainAny(["innerHTML", "insertAdjacent", "document.write", "localStorage", "sessionStorage"], "of {0}", file);
        }
    }

    [Fact]
    public void No_script_repeats_which_scopes_the_catalog_gives_to_every_token_or_to_an_administrator()
    {
        foreach (var (file, text) in Files(".js"))
        {
            // The views for administrators grant and take it by its name, and do not say what it includes.
            var isForAdministrators = file.Contains("admin-", StringComparison.Ordinal);
            text.Should().NotContainAny(isForAdministrators ? ["mcp:access"] : ["mcp:access", "mcp:admin"], "of {0}", file);
        }
    }

    [Fact]
    public void A_line_is_short_enough_to_be_read()
    {
        foreach (var (file, text) in Files(""))
        {
            text.Split('\n').Should().NotContain(line => line.Length > MaximumLineLength, "of {0}", file);
        }
    }

    private static List<(string Name, string Text)> Files(string extension)
    {
        var assembly = typeof(McpTokenPageEndpointRouteBuilderExtensions).Assembly;
        var files = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("TokenPage/", StringComparison.Ordinal) && name.EndsWith(extension, StringComparison.Ordinal))
            .Select(name => (name, new StreamReader(assembly.GetManifestResourceStream(name)!).ReadToEnd()))
            .ToList();
        files.Should().NotBeEmpty();
        return files;
    }

    [GeneratedRegex("""<script type="module" src="([^"]+)/app\.js">""")]
    private static partial Regex Script();

    [GeneratedRegex("""<link rel="modulepreload" href="([^"]+)">""")]
    private static partial Regex Preload();

    [GeneratedRegex("""from "\./([^"]+)";""")]
    private static partial Regex Import();
}
