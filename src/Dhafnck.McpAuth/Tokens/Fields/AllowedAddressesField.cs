using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Tokens.Fields;

/// <summary>The addresses and networks that a token may be used from. None means any address.</summary>
internal sealed class AllowedAddressesField() : ChangeableTokenField("allowed_addresses", "an array of strings")
{
    private const string Required = "State the addresses or networks that the token may be used from: this server requires them. "
        + AddressRange.NarrowForm;

    public static string[] Of(IReadOnlyList<string?>? addresses) =>
        [.. (addresses ?? []).Select(AddressRange.Normalize).OfType<string>().Distinct(StringComparer.Ordinal)];

    public override IEnumerable<string> Check(NewApiToken request, TokenTerms terms) =>
        Check(request.AllowedAddresses, terms.Rules.RequireAllowedAddresses);

    public override IEnumerable<string> Check(ApiToken token, ApiTokenUpdate change, TokenTerms terms) =>
        change.AllowedAddresses is null ? [] : Check(change.AllowedAddresses, terms.Rules.RequireAllowedAddresses);

    public override ApiToken Apply(ApiToken token, ApiTokenUpdate change) =>
        change.AllowedAddresses is null ? token : token with { AllowedAddresses = Of(change.AllowedAddresses) };

    public override ApiTokenUpdate Reset(ApiToken token, ApiTokenUpdate change) => change with { AllowedAddresses = [] };

    public override bool Widens(ApiToken before, ApiToken after) =>
        before.AllowedAddresses.Count > 0
        && (after.AllowedAddresses.Count == 0 || after.AllowedAddresses.Except(before.AllowedAddresses, StringComparer.Ordinal).Any());

    private static IEnumerable<string> Check(IReadOnlyList<string?>? addresses, bool areRequired)
    {
        if (areRequired && !AddressRange.AreNarrow(Of(addresses)) && (addresses ?? []).All(address => AddressRange.Normalize(address) is not null))
        {
            return [Required];
        }

        if (addresses?.Count > NewApiToken.MaximumAllowedAddresses)
        {
            return [$"There are {addresses.Count} addresses; at most {NewApiToken.MaximumAllowedAddresses} are allowed."];
        }

        return (addresses ?? [])
            .Where(address => AddressRange.Normalize(address) is null)
            .Select(address => $"'{ScopeToken.Escape(address)}' is not {AddressRange.PlainForm}.");
    }
}
