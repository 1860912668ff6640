using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Tests.Scopes;

public sealed class ScopeCatalogTests
{
    [Theory]
    [InlineData("read:tasks", "read:tasks mcp:read mcp:access")]
    [InlineData("write:tasks", "write:tasks read:tasks mcp:write mcp:read mcp:access")]
    [InlineData("read:context", "read:context mcp:read mcp:access")]
    [InlineData("write:context", "write:context read:context mcp:write mcp:read mcp:access")]
    [InlineData("read:agents", "read:agents mcp:read mcp:access")]
    [InlineData("write:agents", "write:agents read:agents mcp:write mcp:read mcp:access")]
    [InlineData("execute:mcp", "execute:mcp mcp:execute mcp:access")]
    [InlineData("tokens:rotate", "tokens:rotate mcp:access")]
    public void A_granted_scope_brings_along_what_the_guide_says_and_no_more(string granted, string effective) =>
        new ScopeCatalog().GetEffectiveScopes([granted]).Should().BeEquivalentTo(effective.Split(' '));

    [Fact]
    public void A_token_without_scopes_may_connect() =>
        new ScopeCatalog().GetEffectiveScopes([]).Should().Equal("mcp:access");

    [Fact]
    public void Admin_includes_everything_but_rotating_tokens()
    {
        var catalog = new ScopeCatalog(new ScopeDefinition { Name = "read:files", Description = "Read files" });

        catalog.GetEffectiveScopes(["mcp:admin"]).Should().BeEquivalentTo(
            catalog.All.Select(scope => scope.Name).Where(name => name != "tokens:rotate"));
    }

    [Fact]
    public void A_scope_unknown_to_the_catalog_stands_for_itself() =>
        new ScopeCatalog().GetEffectiveScopes(["write:unknown"]).Should().BeEquivalentTo("write:unknown", "mcp:access");

    [Fact]
    public void Scopes_of_the_application_widen_by_their_permission_their_implications_and_their_read_counterpart()
    {
        var catalog = new ScopeCatalog(
            new() { Name = "read:files", Description = "Read files", Permission = "mcp:read" },
            new() { Name = "write:files", Description = "Write files", Permission = "mcp:write", Implies = ["execute:mcp"] });

        catalog.GetEffectiveScopes(["write:files"]).Should().BeEquivalentTo(
            "write:files", "read:files", "mcp:write", "mcp:read", "execute:mcp", "mcp:execute", "mcp:access");
    }

    [Fact]
    public void Scopes_that_imply_each_other_in_a_circle_have_all_of_the_circle()
    {
        var catalog = new ScopeCatalog(
            new() { Name = "a", Description = "a", Implies = ["b"] },
            new() { Name = "b", Description = "b", Implies = ["a"] });

        catalog.GetEffectiveScopes(["b"]).Should().BeEquivalentTo("a", "b", "mcp:access");
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("quo\"te")]
    [InlineData("back\\slash")]
    [InlineData("ümlaut")]
    [InlineData("line\nend")]
    public void A_name_that_is_no_scope_token_is_refused(string name) =>
        FluentActions.Invoking(() => new ScopeCatalog(new ScopeDefinition { Name = name, Description = "x" }))
            .Should().Throw<ArgumentException>().WithMessage("*RFC 6749*");

    [Theory]
    [InlineData("mcp:admin")]
    [InlineData("mcp:access")]
    [InlineData("tokens:rotate")]
    public void A_scope_with_a_fixed_meaning_cannot_be_redefined(string name) =>
        FluentActions.Invoking(() => new ScopeCatalog(new ScopeDefinition { Name = name, Description = "x" }))
            .Should().Throw<ArgumentException>().WithMessage($"*{name}*");

    [Fact]
    public void No_scope_can_imply_admin_or_rotation()
    {
        FluentActions.Invoking(() => new ScopeCatalog(new ScopeDefinition { Name = "a", Description = "x", Implies = ["tokens:rotate"] }))
            .Should().Throw<ArgumentException>().WithMessage("*tokens:rotate*");
        FluentActions.Invoking(() => new ScopeCatalog(new ScopeDefinition { Name = "a", Description = "x", Implies = ["mcp:admin"] }))
            .Should().Throw<ArgumentException>().WithMessage("*mcp:admin*");
        FluentActions.Invoking(() => new ScopeCatalog(new ScopeDefinition { Name = "a", Description = "x", Permission = "mcp:admin" }))
            .Should().Throw<ArgumentException>().WithMessage("*mcp:admin*");
    }

    [Fact]
    public void An_implied_scope_has_to_be_in_the_catalog() =>
        FluentActions.Invoking(() => new ScopeCatalog(new ScopeDefinition { Name = "a", Description = "x", Implies = ["nowhere"] }))
            .Should().Throw<ArgumentException>().WithMessage("*'nowhere'*");

    [Fact]
    public void The_catalog_lists_its_scopes_by_name()
    {
        var catalog = new ScopeCatalog(
            new() { Name = "zebra", Description = "z" },
            new() { Name = "aardvark", Description = "a" },
            new() { Name = "hidden", Description = "h", IsGrantable = false });

        catalog.All.Select(scope => scope.Name).Should().Contain("hidden").And.BeInAscendingOrder(StringComparer.Ordinal);
        catalog.Grantable.Select(scope => scope.Name).Should().Contain(["aardvark", "zebra", "read:tasks"])
            .And.NotContain(["hidden", "mcp:admin"]).And.BeInAscendingOrder(StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("read:tasks", true, true)]
    [InlineData("tokens:rotate", true, true)]
    [InlineData("mcp:admin", true, false)]
    [InlineData("mcp:access", true, false)]
    [InlineData("mcp:read", true, false)]
    [InlineData("Read:tasks", false, false)]
    [InlineData("unknown", false, false)]
    public void A_scope_is_known_and_can_be_requested_by_its_exact_name(string name, bool isKnown, bool isGrantable)
    {
        var catalog = new ScopeCatalog();

        catalog.Contains(name).Should().Be(isKnown);
        catalog.IsGrantable(name).Should().Be(isGrantable);
    }

    [Fact]
    public void Every_standard_scope_has_a_description() =>
        new ScopeCatalog().All.Should().OnlyContain(scope => scope.Description.Length > 0);

    [Fact]
    public void A_wrong_name_is_quoted_with_its_control_characters_escaped_and_no_longer_than_a_name_may_be()
    {
        FluentActions.Invoking(() => new ScopeCatalog(new ScopeDefinition { Name = "a b~\n\u007f\u00fc", Description = "x" }))
            .Should().Throw<ArgumentException>().WithMessage("'a b~\\u000a\\u007f\\u00fc' is not a valid scope name.*");
        FluentActions.Invoking(() => new ScopeCatalog(new ScopeDefinition { Name = "start" + new string('x', 96), Description = "x" }))
            .Should().Throw<ArgumentException>().WithMessage($"'start{new string('x', 95)}' is not*");
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1)]
    public void A_name_has_1_to_100_characters(int length) =>
        new ScopeCatalog(new ScopeDefinition { Name = new string('!', length), Description = "x" }).Contains(new string('!', length)).Should().BeTrue();

    [Fact]
    public void A_name_has_any_visible_character_of_ASCII_but_the_quotation_mark_and_the_backslash()
    {
        var name = string.Concat(Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c).Where(c => c is not ('"' or '\\')));

        new ScopeCatalog(new ScopeDefinition { Name = name, Description = "All of them" }).All.Should().Contain(scope => scope.Name == name);
    }

    [Fact]
    public void Nothing_is_no_list_of_scopes()
    {
        FluentActions.Invoking(() => new ScopeCatalog(null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => new ScopeCatalog().GetEffectiveScopes(null!)).Should().Throw<ArgumentNullException>();
    }
}
