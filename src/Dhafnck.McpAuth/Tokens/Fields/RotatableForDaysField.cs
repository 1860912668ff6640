namespace Dhafnck.McpAuth.Tokens.Fields;

/// <summary>The time, from its creation, during which a token may rotate itself.</summary>
internal sealed class RotatableForDaysField() : TokenField("rotatable_for_days", Days.Form)
{
    public const int Default = 365;

    private static readonly NumberRange Days = new(NewApiToken.MaximumRotatableDays, "days");

    public override IEnumerable<string> Check(NewApiToken request, TokenTerms terms) => Days.Check(request.RotatableForDays);
}
