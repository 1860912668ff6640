namespace RequestCost.Variants;

/// <summary>The bare server with ASP.NET Core's authentication and authorization in its pipeline, and nothing that they would do.</summary>
internal sealed class Middlewares : NoAuthentication
{
    public override void AddTo(WebApplicationBuilder builder)
    {
        builder.Services.AddAuthentication();
        builder.Services.AddAuthorization();
    }
}
