using Dhafnck.McpAuth;
using IdentityProviders;

var builder = WebApplication.CreateBuilder(args);
var mcpAuth = builder.AddMcpAuth()
    .AddProvider<RoomKeyProvider>("rooms")
    .AddScope("read:rooms", "See who booked which room", McpScopes.Read)
    .AddScope("write:rooms", "Book rooms", McpScopes.Write);

// The setting PROVIDER selects what this sample accepts. An application calls the methods that it needs, one after the other.
mcpAuth.Accept(builder.Configuration["PROVIDER"], builder.Configuration);
builder.Services.AddMcpServer().WithHttpTransport().WithTools<RoomTools>();

var app = builder.Build();
app.MapMcp("/mcp").RequireMcpAuth();
app.Run();
