var builder = WebApplication.CreateBuilder(args);
builder.AddMcpAuth();
builder.Services.AddMcpServer().WithHttpTransport().WithTools<TaskTools>();

var app = builder.Build();
app.MapMcp("/mcp").RequireMcpAuth();
app.Run();
