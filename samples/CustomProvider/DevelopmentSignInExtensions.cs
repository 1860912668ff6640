using Microsoft.AspNetCore.Authentication;

namespace CustomProvider;

internal static class DevelopmentSignInExtensions
{
    /// <summary>Adds the policy <c>signed-in</c>, for which <see cref="DevelopmentSignIn"/> says who the user is.</summary>
    public static void AddDevelopmentSignIn(this WebApplicationBuilder builder)
    {
        builder.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, DevelopmentSignIn>(nameof(DevelopmentSignIn), null);
        builder.Services.AddAuthorizationBuilder().AddPolicy("signed-in", policy => policy
            .AddAuthenticationSchemes(nameof(DevelopmentSignIn))
            .RequireAuthenticatedUser());
    }
}
