namespace Dhafnck.McpAuth.Tokens;

/// <summary>The options that integrate the token page into the application.</summary>
public sealed class McpTokenPageOptions
{
    /// <summary>The application's name, shown in the page's header.</summary>
    /// <value>The default is <see langword="null"/>: the header shows only the name of the page.</value>
    public string? ApplicationName { get; set; }

    /// <summary>The target of the link on the application's name: a path of the application, such as <c>/</c>. The path base is prepended.</summary>
    /// <value>The default is <see langword="null"/>: no link.</value>
    public string? HomePath { get; set; }

    /// <summary>The path of the application to which the button "Sign out" posts an empty form. The path base is prepended.</summary>
    /// <value>The default is <see langword="null"/>: no button.</value>
    public string? SignOutPath { get; set; }

    internal void Validate()
    {
        Check(HomePath, nameof(HomePath));
        Check(SignOutPath, nameof(SignOutPath));
    }

    // Browsers read '//host' and '/\host' as another host's URL, and strip tabs and line breaks before parsing.
    private static void Check(string? path, string name)
    {
        if (path is not (null or ['/'] or ['/', not ('/' or '\\'), ..]) || path?.Any(char.IsControl) == true)
        {
            throw new ArgumentException($"{name} must be a path of the application, such as /account; it is '{path}'.", name);
        }
    }
}
