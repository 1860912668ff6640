using Dhafnck.McpAuth.Tokens.Jwt;

namespace Dhafnck.McpAuth.Tokens.Fields;

/// <summary>The fields that owners set, in the order of the documentation. Creation, change, REST API and error messages go by this table.</summary>
internal static class TokenFields
{
    /// <summary>The fields of a new token.</summary>
    public static readonly IReadOnlyList<TokenField> All =
    [
        new NameField(),
        new ScopesField(),
        new ExpiresInDaysField(),
        new RateLimitField(),
        new AudienceField(),
        new AllowedAddressesField(),
        new RotatableForDaysField(),
        new KeyThumbprintField(),
        new MetadataField(),
    ];

    /// <summary>The fields that can be changed later.</summary>
    public static readonly IReadOnlyList<ChangeableTokenField> Changeable = [.. All.OfType<ChangeableTokenField>()];

    /// <summary>The form of each field of a new token, for error messages.</summary>
    public static readonly IReadOnlyDictionary<string, string> CreationForms = All.ToDictionary(field => field.Name, field => field.Form);

    /// <summary>The form of each field of a change, for error messages.</summary>
    public static readonly IReadOnlyDictionary<string, string> ChangeForms = Changeable.ToDictionary(field => field.Name, field => field.Form);

    /// <summary>Returns the error messages of a new token, by field.</summary>
    public static Dictionary<string, string[]> Validate(NewApiToken request, TokenTerms terms) =>
        Errors(All, field => field.Check(request, terms));

    /// <summary>Returns the error messages of a change, by field.</summary>
    public static Dictionary<string, string[]> Validate(ApiToken token, ApiTokenUpdate change, TokenTerms terms) =>
        Errors(Changeable, field => field.Check(token, change, terms));

    /// <summary>Creates the record of a new token that has been validated.</summary>
    public static ApiToken Create(NewApiToken request, JwtClaims claims, ApiTokenCredential credential, DateTimeOffset now, string by) => new()
    {
        Id = claims.Identifier.TokenId,
        OwnerId = claims.Subject,
        Name = NameField.Of(request.Name),
        Scopes = ScopesField.Of(request.Scopes),
        Audience = claims.Audience,
        RateLimit = request.RateLimit,
        Metadata = MetadataField.Of(request.Metadata),
        AllowedAddresses = AllowedAddressesField.Of(request.AllowedAddresses),
        KeyThumbprint = claims.KeyThumbprint,
        CreatedAt = now,
        IssuedAt = now,
        ExpiresAt = claims.ExpiresAt,
        Lifetime = claims.ExpiresAt - now,
        RotatableUntil = now.AddDays(request.RotatableForDays),
        Credential = credential,
        History = [new() { Action = TokenHistoryAction.Created, At = now, By = by }],
    };

    /// <summary>Returns the record with a change that has been validated.</summary>
    public static ApiToken Apply(ApiToken token, ApiTokenUpdate change) =>
        Changeable.Aggregate(token, (changed, field) => field.Apply(changed, change));

    /// <summary>Whether the token could do more after a change.</summary>
    public static bool Widens(ApiToken before, ApiToken after) => Changeable.Any(field => field.Widens(before, after));

    private static Dictionary<string, string[]> Errors<T>(IEnumerable<T> fields, Func<T, IEnumerable<string>> check)
        where T : TokenField =>
        fields.Select(field => (field.Name, Messages: check(field).ToArray()))
            .Where(found => found.Messages.Length > 0)
            .ToDictionary(found => found.Name, found => found.Messages, StringComparer.Ordinal);
}
