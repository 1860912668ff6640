using CustomProvider;

var builder = WebApplication.CreateBuilder(args);
builder.AddMcpAuth().AddProvider<OfficeProvider>();
builder.AddDevelopmentSignIn();
builder.Services.AddMcpServer().WithHttpTransport().WithTools<OfficeTools>();

var app = builder.Build();
app.MapMcp("/mcp").RequireMcpAuth();
app.MapMcpTokens().RequireAuthorization("signed-in");
app.Run();
