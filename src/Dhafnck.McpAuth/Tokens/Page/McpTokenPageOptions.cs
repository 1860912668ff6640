namespace Dhafnck.McpAuth.Tokens.Page;

/// <summary>How the token page fits into the application around it.</summary>
public sealed class McpTokenPageOptions
{
    /// <summary>The application's name, which stands in the page's header.</summary>
    /// <value>The default is <see langword="null"/>: the header has the name of the page alone.</value>
    public string? ApplicationName { get; set; }

    /// <summary>Where the application's name leads to: a path of the application, such as <c>/</c>. A path base is put in front.</summary>
    /// <value>The default is <see langword="null"/>: nowhere.</value>
    public string? HomePath { get; set; }

    /// <summary>Where the button "Sign out" posts an empty form to: a path of the application. A path base is put in front.</summary>
    /// <value>The default is <see langword="null"/>: there is no such button.</value>
    public string? SignOutPath { get; set; }

    internal void Validate()
    {
        Check(HomePath, nameof(HomePath));
        Check(SignOutPath, nameof(SignOutPath));
    }

    // A browser reads '//host' and '/\host' as the address of another host, and takes tabs and line breaks out before it reads.
    private static void Check(string? path, string name)
    {
        if (path is not (null or ['/'] or ['/', not ('/' or '\\'), ..]) || path?.Any(char.IsControl) == true)
        {
            throw new ArgumentException($"{name} must be a path of the application, such as /account; it is '{path}'.", name);
        }
    }
}
