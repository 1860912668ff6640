namespace RequestCost.Variants;

/// <summary>The bare server.</summary>
internal class NoAuthentication : Variant
{
    public override void AddTo(WebApplicationBuilder builder)
    {
    }

    public override void Protect(IEndpointConventionBuilder endpoint)
    {
    }

    public override Task<IReadOnlyList<string>> CreateTokensAsync(WebApplication app, int count) => Task.FromResult<IReadOnlyList<string>>([]);
}
