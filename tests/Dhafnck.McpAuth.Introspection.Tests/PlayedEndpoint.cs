using System.Collections.Concurrent;
using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Introspection.Tests;

/// <summary>A host that plays the endpoint of an issuer, on Kestrel at a loopback port.</summary>
internal sealed class PlayedEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PlayedEndpoint(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    /// <summary>The questions that it was asked: path, Authorization header and body.</summary>
    public ConcurrentQueue<(string Path, string Authorization, string Body)> Questions { get; } = [];

    /// <summary>What it answers.</summary>
    public RequestDelegate Answer { get; set; } = context => Task.CompletedTask;

    public static async Task<PlayedEndpoint> StartAsync()
    {
        var app = LoopbackApplication.CreateBuilder().Build();
        var played = new PlayedEndpoint(app);
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            played.Questions.Enqueue((context.Request.Path + context.Request.QueryString, context.Request.Headers.Authorization.ToString(), await reader.ReadToEndAsync()));
            await played.Answer(context);
        });
        await app.StartAsync();
        return played;
    }

    /// <summary>Answers with JSON from now on.</summary>
    public void Says(string json, int status = StatusCodes.Status200OK, string contentType = "application/json") => Answer = context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(json);
    };

    /// <summary>Answers with JSON from now on, once something has happened.</summary>
    public void SaysAfter(Task happened, string json)
    {
        Says(json);
        var answer = Answer;
        Answer = async context =>
        {
            await happened;
            await answer(context);
        };
    }

    /// <summary>Answers with claims from now on, some of them replaced, or removed by <see langword="null"/>.</summary>
    public void Says(IReadOnlyDictionary<string, object?> claims, params (string Name, object? Value)[] replaced)
    {
        var all = new Dictionary<string, object?>(claims);
        foreach (var (name, value) in replaced)
        {
            all[name] = value;
        }

        Says(JsonSerializer.Serialize(all.Where(claim => claim.Value is not null).ToDictionary()));
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(0);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
