using Tenants;

var builder = WebApplication.CreateBuilder(args);
builder.AddMcpAuth().UseProvider<TenantProvider>();
builder.Services.AddMcpServer().WithHttpTransport().WithTools<TenantTools>();

var app = builder.Build();
app.MapMcp("/{tenant}/mcp").RequireMcpAuth();
await app.IssueDevelopmentTokensAsync();
app.Run();
