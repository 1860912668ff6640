namespace Dhafnck.McpAuth.Tokens.Fields;

/// <summary>The lifetime of a token string. A rotation gives the new token string this lifetime again.</summary>
internal sealed class ExpiresInDaysField() : TokenField("expires_in_days", Days.Form)
{
    public const int Default = 30;

    private static readonly NumberRange Days = new(NewApiToken.MaximumDays, "days");
    private static readonly TimeSpan ShortMinimum = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortMaximum = TimeSpan.FromDays(1);

    public static TimeSpan Of(NewApiToken request, TokenTerms terms) => request.ShortLifetime ?? TimeSpan.FromDays(DaysOf(request, terms));

    public override IEnumerable<string> Check(NewApiToken request, TokenTerms terms) =>
        request.ShortLifetime is not { } lifetime ? (Days with { Maximum = terms.MaximumDays }).Check(DaysOf(request, terms))
        : lifetime < ShortMinimum || lifetime > ShortMaximum || lifetime.Ticks % TimeSpan.TicksPerSecond != 0
            ? [$"A short lifetime must be from {ShortMinimum} to {ShortMaximum}, in whole seconds; it is {lifetime}."]
        : [];

    private static int DaysOf(NewApiToken request, TokenTerms terms) => request.ExpiresInDays ?? Math.Min(Default, terms.MaximumDays);
}
