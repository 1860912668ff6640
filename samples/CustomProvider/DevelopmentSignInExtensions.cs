using Microsoft.AspNetCore.Authentication;

namespace CustomProvider;

internal static class DevelopmentSignInExtensions
{
    /// <summary>Adds the policy <c>signed-in</c>, which <see cref="DevelopmentSignIn"/> authenticates.</summary>
    public static void AddDevelopmentSignIn(this WebApplicationBuilder builder)
    {
        builder.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, DevelopmentSignIn>(nameof(DevelopmentSignIn), null);
        builder.Services.AddAuthorizationBuilder().AddPolicy("signed-in", policy => policy
            .AddAuthenticationSchemes(nameof(DevelopmentSignIn))
            .RequireAuthenticatedUser());
    }
}
