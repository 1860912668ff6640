using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;

namespace UpstreamSignIn.Variations;

/// <summary>Users of GitHub, which signs in with OAuth and issues no ID token.</summary>
internal static class GitHub
{
    public static void AddGitHub(this WebApplicationBuilder builder) =>
        builder.Services.AddAuthentication()
            .AddOAuth("GitHub", options =>
            {
                options.ClientId = builder.Configuration["GitHub:ClientId"]!;
                options.ClientSecret = builder.Configuration["GitHub:ClientSecret"]!;
                options.CallbackPath = "/signin-github";
                options.AuthorizationEndpoint = "https://github.com/login/oauth/authorize";
                options.TokenEndpoint = "https://github.com/login/oauth/access_token";
                options.UserInformationEndpoint = "https://api.github.com/user";
                options.UsePkce = true;
                options.ClaimActions.MapJsonKey(ClaimTypes.NameIdentifier, "id");
                options.ClaimActions.MapJsonKey(ClaimTypes.Name, "login");
                options.Events.OnCreatingTicket = async context =>
                {
                    using var request = new HttpRequestMessage(HttpMethod.Get, context.Options.UserInformationEndpoint);
                    request.Headers.Authorization = new("Bearer", context.AccessToken);
                    using var response = await context.Backchannel.SendAsync(request, context.HttpContext.RequestAborted);
                    response.EnsureSuccessStatusCode();
                    context.RunClaimActions(await response.Content.ReadFromJsonAsync<JsonElement>(context.HttpContext.RequestAborted));
                };
            });
}
