namespace UpstreamSignIn.Variations;

/// <summary>Only the users of one Google Workspace.</summary>
internal static class GoogleWorkspace
{
    public static void AddWorkspacePolicy(this WebApplicationBuilder builder)
    {
        builder.Services.AddAuthorizationBuilder().AddPolicy("signed-in", policy => policy.RequireClaim("hd", "example.com"));
    }
}
