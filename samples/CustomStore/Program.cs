using CustomProvider;
using CustomStore;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton(new TokenDatabase(builder.Configuration.GetConnectionString("Tokens") ?? "Data Source=tokens.db"));
builder.AddMcpAuth()
    .AddTokenStore<SqliteTokenStore>();
builder.AddDevelopmentSignIn();
builder.Services.AddMcpServer().WithHttpTransport().WithTools<UserTools>();

var app = builder.Build();
app.MapMcp("/mcp").RequireMcpAuth();
app.MapMcpTokens().RequireAuthorization("signed-in");
app.Run();
