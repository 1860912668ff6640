namespace Samples.Tests.TokenServer;

/// <summary>A token server that trusts two issuers besides itself.</summary>
public sealed class TrustingTokenServer() : SharedTokenServer([.. One.Settings, .. Other.Settings])
{
    internal static ForeignIssuer One { get; } = new(0);

    internal static ForeignIssuer Other { get; } = new(1);
}
