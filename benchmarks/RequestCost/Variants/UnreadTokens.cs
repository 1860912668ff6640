namespace RequestCost.Variants;

/// <summary>The bare server, whose clients present tokens that nobody reads: what the header itself costs the server.</summary>
internal sealed class UnreadTokens : NoAuthentication
{
    public override Task<IReadOnlyList<string>> CreateTokensAsync(WebApplication app, int count) => new JwtBearer().CreateTokensAsync(app, count);
}
