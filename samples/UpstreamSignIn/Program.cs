using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using UpstreamSignIn;

var builder = WebApplication.CreateBuilder(args);

// The provider says once who the user is. From then on, a cookie of this application does; the provider's tokens are not kept.
builder.Services
    .AddAuthentication(options =>
    {
        options.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;
        options.DefaultChallengeScheme = OpenIdConnectDefaults.AuthenticationScheme;
    })
    .AddCookie()
    .AddOpenIdConnect(options =>
    {
        builder.Configuration.GetRequiredSection("Upstream").Bind(options);
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.MapInboundClaims = false;
        options.TokenValidationParameters.NameClaimType = "name";

        // The answer comes with a redirect and not with a form of another site, so these cookies also work without https, on localhost.
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        (options.CorrelationCookie.SameSite, options.CorrelationCookie.SecurePolicy) = (SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest);
        (options.NonceCookie.SameSite, options.NonceCookie.SecurePolicy) = (SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest);
    });
builder.Services.AddAuthorizationBuilder().AddPolicy("signed-in", policy => policy.RequireAuthenticatedUser());

builder.AddMcpAuth()
    .AddEntityFrameworkStores(options => options.UseSqlite(builder.Configuration.GetConnectionString("Tokens")))
    .AddAuthorizationServer();
builder.Services.AddMcpServer().WithHttpTransport().WithTools<ProfileTools>();

var app = builder.Build();
await app.MigrateMcpAuthAsync();

app.UseAuthentication();
app.UseAuthorization();
app.MapMcp("/mcp").RequireMcpAuth();
app.MapMcpTokens().RequireAuthorization("signed-in");
app.MapMcpTokenPage().RequireAuthorization("signed-in");
app.MapMcpAuthorizationServer().RequireAuthorization("signed-in");
app.Run();
