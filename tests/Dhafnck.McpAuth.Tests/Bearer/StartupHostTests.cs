using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>A generic host, whose <c>Startup</c> adds its middlewares itself.</summary>
public sealed class StartupHostTests
{
    private const string Token = "a-static-token-for-this-test";

    public static TheoryData<string> Pipelines => ["nothing", "authorization", "authentication and authorization"];

    [Theory]
    [MemberData(nameof(Pipelines))]
    public async Task What_a_challenge_names_is_there(string middlewares)
    {
        using var host = await StartHostAsync(middlewares);
        using var http = HttpOf(host);

        using var refused = await http.SendAsync(RawHttp.Post("/mcp", RawHttp.ToolsList));
        using var page = await http.GetAsync("/page");
        using var metadata = await http.GetAsync("/.well-known/oauth-protected-resource/page");
        using var none = await http.GetAsync("/.well-known/oauth-protected-resource/else");

        refused.Challenge().Should().EndWith("resource_metadata=\"https://mcp.example.com/.well-known/oauth-protected-resource/mcp\"");
        (await http.GetStringAsync("/.well-known/oauth-protected-resource/mcp")).Should().Contain("\"https://mcp.example.com/mcp\"").And.Contain("https://login.example.com");
        page.Challenge().Should().EndWith("/.well-known/oauth-protected-resource/page\"");
        metadata.StatusCode.Should().Be(HttpStatusCode.OK);
        none.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [MemberData(nameof(Pipelines))]
    public async Task Whoever_has_the_token_is_let_in_and_is_known_behind_the_authentication(string middlewares)
    {
        using var host = await StartHostAsync(middlewares);
        using var http = HttpOf(host);
        http.DefaultRequestHeaders.Authorization = new("Bearer", Token);

        (await http.GetStringAsync("/page")).Should().Be(middlewares.StartsWith("authentication", StringComparison.Ordinal) ? "seen: env" : "seen: ");
        using var listed = await http.SendAsync(RawHttp.Post("/mcp", RawHttp.ToolsList));
        listed.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static HttpClient HttpOf(IHost host) =>
        new() { BaseAddress = new(host.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single()) };

    private static async Task<IHost> StartHostAsync(string middlewares)
    {
        var host = Host.CreateDefaultBuilder([LoopbackApplication.WatchesNoFiles])
            .ConfigureLogging(logging => logging.ClearProviders())
            .ConfigureWebHostDefaults(web => web.UseUrls("http://127.0.0.1:0").UseStartup(_ => new Startup(middlewares)))
            .Build();
        await host.StartAsync();
        return host;
    }

    private sealed class Startup(string middlewares)
    {
        public static void ConfigureServices(IServiceCollection services)
        {
            services.AddMcpAuth(options =>
            {
                options.AuthType = McpAuthTypes.Env;
                options.Env.Tokens.Add(Token);
                options.Resource.PublicUrl = "https://mcp.example.com";
                options.Resource.AuthorizationServers.Add("https://login.example.com");
            });
            services.AddMcpServer().WithHttpTransport();
        }

        public void Configure(IApplicationBuilder app)
        {
            app.UseRouting();
            if (middlewares.Contains("authentication", StringComparison.Ordinal))
            {
                app.UseAuthentication();
            }

            app.Use((HttpContext context, RequestDelegate next) =>
            {
                context.Items["seen"] = context.User.Identity?.Name;
                return next(context);
            });
            if (middlewares.Contains("authorization", StringComparison.Ordinal))
            {
                app.UseAuthorization();
            }

            app.UseEndpoints(endpoints =>
            {
                endpoints.MapMcp("/mcp").RequireMcpAuth();
                endpoints.MapGet("/page", (HttpContext context) => $"seen: {context.Items["seen"]}").RequireMcpAuth();
            });
        }
    }
}
