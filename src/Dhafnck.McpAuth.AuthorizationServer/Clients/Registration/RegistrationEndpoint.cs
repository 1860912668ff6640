using System.Globalization;
using System.Net;
using System.Text.Json.Serialization.Metadata;
using Dhafnck.McpAuth.AuthorizationServer.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.AuthorizationServer.Clients.Registration;

/// <summary>Dynamic client registration (RFC 7591 §3).</summary>
internal sealed partial class RegistrationEndpoint(
    NewClientLimit limit,
    RegistrationRules rules,
    ClientRegistrations registrations,
    StoreFailures failures,
    ILogger<RegistrationEndpoint> logger)
{
    /// <summary>The path of the endpoint.</summary>
    public const string Path = "/oauth/register";

    private const int MaximumBytes = 64 * 1024;

    /// <summary>Maps the endpoint.</summary>
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost(
                Path,
                (RequestDelegate)(context => context.RequestServices.GetRequiredService<RegistrationEndpoint>().RegisterAsync(context)))
            .AllowAnonymous()
            .WithDisplayName("MCP client registration");

    private async Task RegisterAsync(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        if (limit.Refuse(context.Connection.RemoteIpAddress) is { } wait)
        {
            await RefuseAsync(context, OverLimit(context.Response, wait));
            return;
        }

        var (request, unreadable) = await ReadAsync(context.Request);
        if (request is null)
        {
            await RefuseAsync(context, unreadable!);
            return;
        }

        var (client, error) = rules.Judge(request);
        if (client is null)
        {
            await RefuseAsync(context, error!);
            return;
        }

        if (await AddAsync(client, context.RequestAborted) is not { } registered)
        {
            // Each attempt counts toward the limit of its address. A client that tries every second would use it up during an outage.
            context.Response.Headers.RetryAfter = "60";
            await RefuseAsync(context, RegistrationError.Unavailable());
            return;
        }

        LogRegistered(registered.ClientId, registered.ClientName);
        await WriteAsync(context, StatusCodes.Status201Created, registered, ClientsJsonContext.Default.RegisteredClient);
    }

    /// <summary>Registers a client. Returns <see langword="null"/> when the store fails.</summary>
    private async Task<RegisteredClient?> AddAsync(NewClient client, CancellationToken cancellationToken)
    {
        try
        {
            var registered = await registrations.AddAsync(client, cancellationToken);
            failures.End();
            return registered;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            failures.Add(exception);
            return null;
        }
    }

    private static async Task<(PublishedClient? Request, RegistrationError? Error)> ReadAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType())
        {
            return (null, RegistrationError.Metadata("Send the client's metadata as JSON, with the header Content-Type: application/json.", StatusCodes.Status415UnsupportedMediaType));
        }

        try
        {
            var buffer = new byte[MaximumBytes + 1];
            var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
            if (length > MaximumBytes)
            {
                return (null, TooLarge());
            }

            var (client, refusal) = PublishedClient.Read(buffer.AsSpan(0, length));
            return client is null ? (null, RegistrationError.Metadata($"The body {refusal}.")) : (client, null);
        }
        catch (BadHttpRequestException exception)
        {
            return (null, exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge() : RegistrationError.Metadata("The body could not be read.", exception.StatusCode));
        }
    }

    private static RegistrationError TooLarge() => RegistrationError.Metadata($"The body is too large: at most {MaximumBytes / 1024} KB are read.", StatusCodes.Status413PayloadTooLarge);

    private static RegistrationError OverLimit(HttpResponse response, TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return RegistrationError.TooMany($"Too many registrations from this address. Try again in {seconds} seconds.");
    }

    private Task RefuseAsync(HttpContext context, RegistrationError error)
    {
        LogRefused(context.Connection.RemoteIpAddress, error.Error, error.Description);
        return WriteAsync(context, error.Status, error, ClientsJsonContext.Default.RegistrationError);
    }

    private static Task WriteAsync<T>(HttpContext context, int status, T value, JsonTypeInfo<T> type)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(value, type, cancellationToken: context.RequestAborted);
    }

    [LoggerMessage(2110, LogLevel.Information, "The client {ClientId} registered itself with the name '{ClientName}'.")]
    private partial void LogRegistered(string clientId, string clientName);

    [LoggerMessage(2111, LogLevel.Information, "A registration from {Address} was refused with {Error}: {Description}")]
    private partial void LogRefused(IPAddress? address, string error, string description);
}
