using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>Requests go around ASP.NET Core's middlewares where these have nothing to do, and only there.</summary>
public sealed class MiddlewareBypassTests
{
    private const string Through = "through the middlewares";
    private const string Around = "around the middlewares";

    [Fact]
    public async Task A_protected_endpoint_is_reached_around_the_middlewares_and_by_all_others()
    {
        var seen = new List<string>();
        await using var server = await Setup(app =>
        {
            app.Use((context, next) =>
            {
                seen.Add(context.Request.Path);
                return next(context);
            });
            app.MapGet("/mine", Way).RequireMcpAuth();
            app.MapGet("/open", Way);
        }).StartAsync();
        var token = (await server.IssueAsync()).Value;

        (await GetAsync(server, "/mine", token)).Should().Be((HttpStatusCode.OK, Around));
        (await GetAsync(server, "/mine", null)).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await GetAsync(server, "/open", null)).Should().Be((HttpStatusCode.OK, Through));
        seen.Should().Equal("/mine", "/mine", "/open");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_application_puts_behind_middlewares_that_it_adds_by_itself_is_passed_through(bool authenticationFirst)
    {
        await using var server = await Setup(app =>
        {
            if (authenticationFirst)
            {
                app.UseAuthentication();
            }

            app.UseAuthorization();
            app.Use((HttpContext context, RequestDelegate _) =>
            {
                context.Response.StatusCode = StatusCodes.Status418ImATeapot;
                return Task.CompletedTask;
            });
            app.MapGet("/mine", Way).RequireMcpAuth();
        }).StartAsync();

        (await GetAsync(server, "/mine", (await server.IssueAsync()).Value)).Status.Should().Be((HttpStatusCode)StatusCodes.Status418ImATeapot);
    }

    [Theory]
    [InlineData(true, "sorry")]
    [InlineData(false, "")]
    public async Task An_error_page_with_authorization_metadata_needs_the_applications_own_authorization_before_it(bool ownAuthorization, string page)
    {
        await using var server = await Setup(app =>
        {
            app.UseExceptionHandler("/error");
            if (ownAuthorization)
            {
                app.UseAuthorization();
            }

            app.MapGet("/mine", string () => throw new InvalidOperationException("It fails.")).RequireMcpAuth();
            app.MapGet("/error", [Authorize, AllowAnonymous] () => "sorry");
        }).StartAsync();

        (await GetAsync(server, "/mine", (await server.IssueAsync()).Value)).Should().Be((HttpStatusCode.InternalServerError, page));
    }

    [Fact]
    public async Task A_host_with_a_pipeline_of_its_own_and_filters_around_it_starts()
    {
        using var host = Host.CreateDefaultBuilder([LoopbackApplication.WatchesNoFiles])
            .ConfigureWebHostDefaults(web => web
                .UseUrls("http://127.0.0.1:0")
                .ConfigureServices(services =>
                {
                    services.AddSingleton<IStartupFilter, RoutingFilter>();
                    services.AddMcpAuth(options =>
                    {
                        options.AuthType = McpAuthTypes.Env;
                        options.Env.Tokens.Add("a-static-token-for-this-test");
                    });
                    services.AddMcpServer().WithHttpTransport();
                })
                .Configure(app => app
                    .UseRouting()
                    .UseAuthentication()
                    .UseAuthorization()
                    .UseEndpoints(endpoints => endpoints.MapGet("/mine", Way).RequireMcpAuth())))
            .Build();
        await host.StartAsync();
        var address = host.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        using var http = new HttpClient { BaseAddress = new(address), DefaultRequestHeaders = { Authorization = new("Bearer", "a-static-token-for-this-test") } };

        (await http.GetStringAsync("/mine")).Should().Be(Through, "the application added them itself");
        (await http.GetStringAsync("/filter")).Should().Be(Through);
        await host.StopAsync();
    }

    [Fact]
    public async Task An_mcp_server_works_so_with_scopes_and_policies_of_its_tools()
    {
        await using var server = await Setup(app => app.MapMcp("/mcp").RequireMcpAuth()).StartAsync();
        var (narrow, wide) = (await server.IssueAsync(["execute:mcp"]), await server.IssueAsync(["execute:mcp", "write:tasks"]));

        (await server.CallToolAsync(narrow.Value, "whoami")).Should().Contain("alice");
        (await server.CallToolAsync(narrow.Value, "write_tasks")).Should().Contain("needs: execute:mcp write:tasks");
        (await server.CallToolAsync(wide.Value, "write_tasks")).Should().NotContain("needs");
    }

    [Theory]
    [InlineData("attribute")]
    [InlineData("policy")]
    [InlineData("group")]
    [InlineData("after the gate")]
    public async Task What_is_required_of_an_endpoint_holds(string by)
    {
        await using var server = await Setup(app =>
        {
            var root = app.MapGroup("");
            if (by == "group")
            {
                root.RequireAuthorization("impossible");
            }

            var mine = root.MapGet("/mine", Way).RequireMcpAuth();
            _ = by switch
            {
                "attribute" => mine.WithMetadata(new RequiredScopeAttribute("write:tasks")),
                "policy" => mine.RequireAuthorization("impossible"),
                _ => mine,
            };
            if (by == "after the gate")
            {
                ((IEndpointConventionBuilder)mine).Finally(endpoint => endpoint.Metadata.Add(new AuthorizeAttribute("impossible")));
            }
        }).StartAsync();

        (await GetAsync(server, "/mine", (await server.IssueAsync(["read:tasks"])).Value)).Status.Should().BeOneOf(HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_policy_provider_of_the_application_is_asked_for_each_request()
    {
        await using var server = await Setup(app => app.MapGet("/mine", Way).RequireMcpAuth())
            .StartAsync(options => options.Services += services => services.AddSingleton<IAuthorizationPolicyProvider, RefusingPolicies>());

        (await GetAsync(server, "/mine", (await server.IssueAsync()).Value)).Status.Should().NotBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_users_of_the_application_are_signed_in_before_its_own_middlewares()
    {
        await using var server = await Setup(app =>
        {
            app.Use((context, next) =>
            {
                context.Items["user"] = context.User.Identity?.IsAuthenticated;
                return next(context);
            });
            app.MapGet("/mine", (HttpContext context) => $"{context.Items["user"]}").RequireMcpAuth();
        }).StartAsync(options => options.HasUsers = true);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/mine");
        request.Headers.Add("X-User", "bob");
        request.Headers.Authorization = new("Bearer", (await server.IssueAsync()).Value);

        using var response = await server.Http.SendAsync(request);

        (await response.Content.ReadAsStringAsync()).Should().Be("True");
    }

    [Fact]
    public async Task The_metadata_of_a_resource_is_served_where_a_protected_endpoint_takes_every_path()
    {
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.HasUsers = false;
            options.Settings["McpAuth:Resource:PublicUrl"] = "https://mcp.example.com";
            options.Settings["McpAuth:Resource:AuthorizationServers:0"] = "https://login.example.com";
            options.Map = app =>
            {
                app.MapMcp("/mcp").RequireMcpAuth();
                app.MapGet("/{**path}", Way).RequireMcpAuth();
            };
        });

        (await GetAsync(server, "/.well-known/oauth-protected-resource/mcp", null)).Status.Should().Be(HttpStatusCode.OK);
        (await GetAsync(server, "/else", (await server.IssueAsync()).Value)).Should().Be((HttpStatusCode.OK, Around));
    }

    private static string Way(HttpContext context) => context.Features.Get<IAuthenticationFeature>() is null ? Around : Through;

    private static McpTestServerOptions Setup(Action<WebApplication> map) => new()
    {
        HasUsers = false,
        Map = map,
        Services = services => services.AddAuthorizationBuilder().AddPolicy("impossible", policy => policy.RequireAssertion(_ => false)),
    };

    private static async Task<(HttpStatusCode Status, string Body)> GetAsync(McpTestServer server, string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        using var response = await server.Http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private sealed class RoutingFilter : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UseRouting();
            next(app);
            app.UseEndpoints(endpoints => endpoints.MapGet("/filter", Way));
        };
    }

    private sealed class RefusingPolicies : IAuthorizationPolicyProvider
    {
        private static readonly AuthorizationPolicy Refusing = new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build();

        public Task<AuthorizationPolicy> GetDefaultPolicyAsync() => Task.FromResult(Refusing);

        public Task<AuthorizationPolicy?> GetFallbackPolicyAsync() => Task.FromResult<AuthorizationPolicy?>(Refusing);

        public Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) => Task.FromResult<AuthorizationPolicy?>(Refusing);
    }
}
