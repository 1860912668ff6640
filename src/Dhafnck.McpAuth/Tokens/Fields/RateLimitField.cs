namespace Dhafnck.McpAuth.Tokens.Fields;

/// <summary>The number of requests that a token may make per hour.</summary>
internal sealed class RateLimitField() : ChangeableTokenField("rate_limit", PerHour.Form)
{
    public const int Default = 1000;

    private static readonly NumberRange PerHour = new(NewApiToken.MaximumRateLimit, "requests per hour");

    public override IEnumerable<string> Check(NewApiToken request, TokenTerms terms) => PerHour.Check(request.RateLimit);

    public override IEnumerable<string> Check(ApiToken token, ApiTokenUpdate change, TokenTerms terms) =>
        change.RateLimit is { } limit ? PerHour.Check(limit) : [];

    public override ApiToken Apply(ApiToken token, ApiTokenUpdate change) => token with { RateLimit = change.RateLimit ?? token.RateLimit };

    public override ApiTokenUpdate Reset(ApiToken token, ApiTokenUpdate change) => change with { RateLimit = Default };

    public override bool Widens(ApiToken before, ApiToken after) => after.RateLimit > before.RateLimit;
}
