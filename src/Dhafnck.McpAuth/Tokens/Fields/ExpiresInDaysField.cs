namespace Dhafnck.McpAuth.Tokens.Fields;

/// <summary>The lifetime of a token string. A rotation gives the new token string this lifetime again.</summary>
internal sealed class ExpiresInDaysField() : TokenField("expires_in_days", Days.Form)
{
    public const int Default = 30;

    private static readonly NumberRange Days = new(NewApiToken.MaximumDays, "days");

    public override IEnumerable<string> Check(NewApiToken request, TokenTerms terms) => Days.Check(request.ExpiresInDays);
}
