using System.Security.Claims;
using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Dhafnck.McpAuth.Introspection.Tests;

/// <summary>An authorization server of OpenIddict that issues opaque tokens and answers introspection, on Kestrel at a loopback port.</summary>
internal sealed class OpenIddictHost : IAsyncDisposable
{
    public const string Secret = "a secret of a client";

    private readonly WebApplication _app;
    private readonly SqliteConnection _connection;

    private OpenIddictHost(WebApplication app, SqliteConnection connection)
    {
        _app = app;
        _connection = connection;
    }

    public Uri Address => new(_app.Urls.First());

    /// <summary>Starts it with a client, a resource server with a secret, and one with a key.</summary>
    public static async Task<OpenIddictHost> StartAsync(JsonWebKey key)
    {
        var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync();
        var builder = LoopbackApplication.CreateBuilder();
        builder.Services.AddDbContext<DbContext>(options => options.UseSqlite(connection).UseOpenIddict());
        builder.Services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<DbContext>())
            .AddServer(server =>
            {
                server.SetTokenEndpointUris("token").SetIntrospectionEndpointUris("introspect").AllowClientCredentialsFlow();
                server.RegisterScopes("execute:mcp", "read:tasks").UseReferenceAccessTokens();
                server.AddEphemeralEncryptionKey().AddEphemeralSigningKey();
                server.UseAspNetCore().DisableTransportSecurityRequirement();
                server.AddEventHandler<OpenIddictServerEvents.HandleTokenRequestContext>(handler => handler.UseInlineHandler(SignInAsync));
            });
        var app = builder.Build();
        app.UseAuthentication();
        await app.StartAsync();
        var host = new OpenIddictHost(app, connection);
        await host.RegisterAsync(key);
        return host;
    }

    /// <summary>Gets a token for a client.</summary>
    public async Task<string> IssueAsync()
    {
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = "app", ["client_secret"] = Secret, ["scope"] = "execute:mcp read:tasks" });
        using var response = await http.PostAsync(new Uri(Address, "token"), form);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return answer.RootElement.GetProperty("access_token").GetString()!;
    }

    /// <summary>Revokes all tokens.</summary>
    public async Task RevokeAsync()
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var tokens = scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>();
        await foreach (var token in tokens.FindBySubjectAsync("app"))
        {
            await tokens.TryRevokeAsync(token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static ValueTask SignInAsync(OpenIddictServerEvents.HandleTokenRequestContext context)
    {
        var identity = new ClaimsIdentity(TokenValidationParameters.DefaultAuthenticationType, Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, context.Request.ClientId).SetScopes(context.Request.GetScopes()).SetResources("mcp-server", "mcp-key");
        context.SignIn(new ClaimsPrincipal(identity));
        return default;
    }

    private async Task RegisterAsync(JsonWebKey key)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DbContext>().Database.EnsureCreatedAsync();
        var applications = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        await applications.CreateAsync(new OpenIddictApplicationDescriptor
        {
            ClientId = "app",
            ClientSecret = Secret,
            Permissions = { Permissions.Endpoints.Token, Permissions.GrantTypes.ClientCredentials, Permissions.Prefixes.Scope + "execute:mcp", Permissions.Prefixes.Scope + "read:tasks" },
        });
        await applications.CreateAsync(new OpenIddictApplicationDescriptor { ClientId = "mcp-server", ClientSecret = Secret, Permissions = { Permissions.Endpoints.Introspection } });
        await applications.CreateAsync(new OpenIddictApplicationDescriptor { ClientId = "mcp-key", JsonWebKeySet = new() { Keys = { key } }, Permissions = { Permissions.Endpoints.Introspection } });
    }
}
