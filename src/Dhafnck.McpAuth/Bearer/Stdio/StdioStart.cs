using Dhafnck.McpAuth.Bearer.Gate;
using Dhafnck.McpAuth.Bearer.OpenRequests;
using Dhafnck.McpAuth.Providers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Bearer.Stdio;

/// <summary>Checks the token when the process starts, and hands the session to the watch of open requests, which checks it again.</summary>
internal sealed partial class StdioStart(
    StdioSession session,
    StdioCredential credential,
    BearerAuthenticator authenticator,
    RequiredScopes required,
    RefusalWriter refusals,
    OpenUses open,
    TokenFreshness freshness,
    IServiceScopeFactory services,
    TimeProvider time,
    ILogger<StdioStart> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var scope = services.CreateAsyncScope();
        var request = credential.CreateRequest();
        request.RequestServices = scope.ServiceProvider;
        request.RequestAborted = stoppingToken;

        var authentication = await CheckAsync(request);
        if (stoppingToken.IsCancellationRequested)
        {
            // The client has gone, which is how a session usually ends.
            return;
        }

        if ((authentication.Refusal ?? required.Judge(authentication)) is { } refusal)
        {
            var explained = credential.Explain(refusal);
            refusals.Record(request, explained);
            session.End(explained);
            return;
        }

        LogBegan(authentication.AccessToken!.TokenId ?? authentication.AccessToken.Issuer, authentication.Provider);
        open.Add(new OpenSession(authentication, session, credential));
        session.Open();
    }

    // The store may start later than this process. Messages wait for as long as an open request would be trusted.
    private async Task<BearerAuthentication> CheckAsync(HttpContext request)
    {
        var startedAt = time.GetTimestamp();
        while (true)
        {
            var authentication = await authenticator.AuthenticateAgainAsync(request);
            if (authentication.Refusal is not { Status: StatusCodes.Status503ServiceUnavailable } || time.GetElapsedTime(startedAt) >= freshness.StalenessBound)
            {
                return authentication;
            }

            await Task.Delay(Pause, time, request.RequestAborted);
        }
    }

    [LoggerMessage(1260, LogLevel.Information, "The session on standard input and output begins: {Token} of the type {AuthType}.")]
    private partial void LogBegan(string token, string? authType);
}
