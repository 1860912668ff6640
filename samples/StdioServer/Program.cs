using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddMcpServer().WithStdioServerTransport().WithMcpAuth().WithTools<NoteTools>();

// The database of the server that issues the tokens: who revokes one there ends this process.
if (builder.Configuration.GetConnectionString("Tokens") is { Length: > 0 } tokens)
{
    builder.AddMcpAuth().AddEntityFrameworkStores(options => options.UseSqlite(tokens));
}

builder.Build().Run();
