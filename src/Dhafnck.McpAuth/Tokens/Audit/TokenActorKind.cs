namespace Dhafnck.McpAuth.Tokens;

/// <summary>The kinds of actors that act on tokens.</summary>
public enum TokenActorKind
{
    /// <summary>The token's owner, signed in to the application.</summary>
    Owner,

    /// <summary>The token itself, which rotated itself.</summary>
    Token,

    /// <summary>The OAuth client of a connection.</summary>
    Client,

    /// <summary>A user of the application under the policy of the admin endpoints.</summary>
    Administrator,

    /// <summary>A person or a script that ran a command of the application.</summary>
    Command,

    /// <summary>The application's own code, or a rule that it configured.</summary>
    Application,

    /// <summary>A secret scanner, which found the token where anybody can read it.</summary>
    Scanner,
}
