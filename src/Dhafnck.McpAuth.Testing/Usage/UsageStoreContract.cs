using Dhafnck.McpAuth.Usage;

namespace Dhafnck.McpAuth.Testing;

/// <summary>
/// The contract of <see cref="IUsageStore"/>, as tests, for a store that does not keep the records of the tokens. Derive a class
/// from it, create an empty store in <see cref="StoreContract{TStore}.CreateStoreAsync"/>, and run it with xunit v3. A store that
/// keeps records too derives from <see cref="RecordUsageContract"/>, which contains these tests.
/// </summary>
public abstract partial class UsageStoreContract : StoreContract<IUsageStore>
{
    private Task<IReadOnlyList<UsageCount>> HoursAsync(string tokenId) =>
        Store.ListAsync(tokenId, UsagePeriod.Hour, SampleTokens.Noon, SampleTokens.Noon.AddHours(1));
}
