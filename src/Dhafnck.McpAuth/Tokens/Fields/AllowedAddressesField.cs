using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Tokens.Fields;

/// <summary>The addresses and networks that a token may be used from. None means any address.</summary>
internal sealed class AllowedAddressesField() : ChangeableTokenField("allowed_addresses", "an array of strings")
{
    public const int Maximum = 100;

    public static string[] Of(IReadOnlyList<string?>? addresses) =>
        [.. (addresses ?? []).Select(AddressRange.Normalize).OfType<string>().Distinct(StringComparer.Ordinal)];

    public override IEnumerable<string> Check(NewApiToken request, TokenTerms terms) => Check(request.AllowedAddresses);

    public override IEnumerable<string> Check(ApiToken token, ApiTokenUpdate change, TokenTerms terms) => Check(change.AllowedAddresses);

    public override ApiToken Apply(ApiToken token, ApiTokenUpdate change) =>
        change.AllowedAddresses is null ? token : token with { AllowedAddresses = Of(change.AllowedAddresses) };

    public override ApiTokenUpdate Reset(ApiToken token, ApiTokenUpdate change) => change with { AllowedAddresses = [] };

    public override bool Widens(ApiToken before, ApiToken after) =>
        before.AllowedAddresses.Count > 0
        && (after.AllowedAddresses.Count == 0 || after.AllowedAddresses.Except(before.AllowedAddresses, StringComparer.Ordinal).Any());

    private static IEnumerable<string> Check(IReadOnlyList<string?>? addresses)
    {
        if (addresses?.Count > Maximum)
        {
            return [$"There are {addresses.Count} addresses; at most {Maximum} are allowed."];
        }

        return (addresses ?? [])
            .Where(address => AddressRange.Normalize(address) is null)
            .Select(address => $"'{ScopeToken.Escape(address)}' is not {AddressRange.PlainForm}.");
    }
}
