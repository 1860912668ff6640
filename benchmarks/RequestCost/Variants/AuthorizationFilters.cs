namespace RequestCost.Variants;

/// <summary>The bare server with the SDK's own filters, which ours needs for <c>[RequiredScope]</c> on tools.</summary>
internal sealed class AuthorizationFilters : NoAuthentication
{
    public override void AddTo(WebApplicationBuilder builder)
    {
        builder.Services.AddAuthorization();
        builder.Services.AddMcpServer().AddAuthorizationFilters();
    }
}
