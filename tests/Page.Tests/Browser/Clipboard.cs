namespace Page.Tests.Browser;

/// <summary>The tests that copy: all windows have one clipboard, so these run one after the other.</summary>
[CollectionDefinition(nameof(Clipboard))]
public sealed class Clipboard;
