namespace Dhafnck.McpAuth.Tokens.Fields;

/// <summary>The audience that a token is issued for.</summary>
internal sealed class AudienceField() : TokenField("audience", "a string")
{
    /// <summary>Returns the requested audience, or the first one that the server has.</summary>
    public static string Of(string? audience, TokenTerms terms) => audience ?? terms.Audiences.First();

    public override IEnumerable<string> Check(NewApiToken request, TokenTerms terms)
    {
        if (request.Audience is not null && !terms.Audiences.Contains(request.Audience, StringComparer.Ordinal))
        {
            yield return $"The audience must be one of: {string.Join(", ", terms.Audiences)}.";
        }
    }
}
