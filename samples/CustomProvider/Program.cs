using CustomProvider;
using Dhafnck.McpAuth;

var builder = WebApplication.CreateBuilder(args);
builder.AddMcpAuth()
    .UseProvider<OfficeProvider>()
    .AddProvider<NamedTokensProvider>("named")
    .AddProvider<ApiKeyProvider>("api-key")
    .AddScope("read:rooms", "See who booked which room", McpScopes.Read)
    .AddScope("write:rooms", "Book rooms", McpScopes.Write);
builder.AddDevelopmentSignIn();
builder.Services.AddMcpServer().WithHttpTransport().WithTools<RoomTools>();

var app = builder.Build();
app.MapMcp("/mcp").RequireMcpAuth();
app.MapMcpTokens().RequireAuthorization("signed-in");
app.Run();
