using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using TokenServer.Accounts;
using TokenServer.Data;
using TokenServer.Mcp;
using TokenServer.Setup;

var builder = WebApplication.CreateBuilder(args);
builder.AddDebugLogging();
var data = DataDirectory.Of(builder);
var database = Database.Of(builder, data);
builder.AddDevelopmentKey(data);
builder.AddKeyRing(data);
var connectByUrl = ConnectByUrl.IsOn(builder);

var mcpAuth = builder.AddMcpAuth()
    .AddEntityFrameworkStores(database.Configure)
    .AddTokenOwnerPolicy<UserPolicy>()
    .AddTokenEventSink<OwnerAlert>();
mcpAuth.AddSeveralInstances(builder.Configuration);
if (connectByUrl)
{
    mcpAuth.AddAuthorizationServer();
}

builder.Services.AddDbContext<AppDbContext>(database.Configure);
builder.Services.AddIdentityApiEndpoints<IdentityUser>(options => options.Password.RequireNonAlphanumeric = false)
    .AddEntityFrameworkStores<AppDbContext>();
builder.Services.AddBrowserSignIn();
builder.Services.AddAuthorizationBuilder().AddPolicy("signed-in", policy => policy.RequireAuthenticatedUser());
builder.Services.AddAuthorizationBuilder().AddPolicy("operators", policy => policy.RequireAssertion(context => Operators.Include(builder.Configuration, context.User)));

builder.Services.AddMcpServer(options => options.ServerInfo = new() { Name = "dhafnck-token-server", Version = "1.0.0" })
    .WithHttpTransport(options => Sessions.Configure(options, builder))
    .WithTools<TaskTools>()
    .WithTools<ContextTools>()
    .WithTools<AgentTools>()
    .WithTools<ServerTools>()
    .WithResources<TaskResources>();

builder.Services.AddHealthChecks().AddMcpAuth();
builder.AddProblemDocuments();
builder.AddBrowserClients();
builder.AddApiDocument();

var app = builder.Build();
if (await app.RunMcpAuthCommandAsync(args) is { } exitCode)
{
    return exitCode;
}

await app.MigrateMcpAuthAsync();
await app.MigrateAppAsync();

app.UseReverseProxy();
app.UseStatusCodePages();
app.UseCors();
app.UseAuthentication();
app.UseAuthorization();
app.MapMcp("/mcp").CompleteInitialize().RequireMcpAuth().RequireCors(BrowserClients.Policy);
app.MapMcp("/mcp/initialize").CompleteInitialize().RequireMcpAuth().RequireCors(BrowserClients.Policy);
app.MapGroup("/api/auth").MapIdentityApi<IdentityUser>();
app.MapMcpTokens().RequireAuthorization("signed-in");
app.MapMcpTokenPage(configure: page =>
{
    page.ApplicationName = "Token Server";
    page.HomePath = "/";
    page.SignOutPath = AccountPages.SignOutPath;
}).RequireAuthorization("signed-in");
app.MapMcpTokenAdmin().RequireAuthorization("operators");
if (connectByUrl)
{
    app.MapMcpAuthorizationServer().RequireAuthorization("signed-in");
}

if (SecretScanners.AreConfigured(builder.Configuration))
{
    app.MapMcpTokenScannerReports();
}

app.MapHealthChecks("/healthz/ready", new() { Predicate = check => check.Tags.Contains("ready") });
app.MapHealthChecks("/healthz/live", new() { Predicate = check => check.Tags.Contains("live") });
app.MapOpenApi();
app.MapAccountPages();
app.PrintFirstSteps();

app.Run();
return 0;
