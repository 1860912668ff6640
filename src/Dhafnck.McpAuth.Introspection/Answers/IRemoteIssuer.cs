namespace Dhafnck.McpAuth.Introspection.Answers;

/// <summary>An issuer that is asked about each token.</summary>
internal interface IRemoteIssuer
{
    /// <summary>The issuer, as the principal names it.</summary>
    string Issuer { get; }

    /// <summary>Asks about a token. An exception means that the issuer gave no answer.</summary>
    Task<RemoteAnswer> AskAsync(string token, CancellationToken cancellationToken);
}
