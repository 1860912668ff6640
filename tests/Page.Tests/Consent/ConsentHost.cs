using System.Security.Claims;
using Dhafnck.McpAuth.AuthorizationServer.Consent;
using Dhafnck.McpAuth.AuthorizationServer.Consent.Page;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Page.Tests.Consent;

/// <summary>
/// The consent page in place of a whole authorization server: <c>/authorize</c> asks what a test says, and answers with a redirect
/// to <c>/callback</c>, which is the client's.
/// </summary>
internal sealed class ConsentHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<ConsentDecision> _decisions;

    private ConsentHost(WebApplication app, List<ConsentDecision> decisions, FakeTimeProvider time)
    {
        _app = app;
        _decisions = decisions;
        Time = time;
    }

    public string Address => _app.Urls.First();

    public FakeTimeProvider Time { get; }

    /// <summary>What was decided, in the order in which it was.</summary>
    public IReadOnlyList<ConsentDecision> Decisions => _decisions;

    /// <summary>Where a browser asks for consent, as a client sends it there.</summary>
    public string Ask(string state = "s") => $"{Address}/authorize?client_id=client-1&redirect_uri=https%3A%2F%2Fclient.example%2Fcallback&state={state}";

    /// <param name="request">What the client asks for.</param>
    /// <param name="callback">Where the decision is redirected to; by default a page of the host.</param>
    public static async Task<ConsentHost> StartAsync(ConsentRequest request, string callback = "/callback")
    {
        var decisions = new List<ConsentDecision>();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        builder.Services.AddAuthorization().AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
        builder.Services.AddSingleton<ConsentAssets>().AddSingleton<ConsentTickets>().AddSingleton<ConsentPage>().AddSingleton<ConsentForm>();
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/sign-in/{user}", (string user) => Results.SignIn(new(new ClaimsIdentity([new("sub", user)], "test", "sub", null)), new AuthenticationProperties()));
        app.MapGet("/callback", (HttpContext context) => Results.Text($"The client got {context.Request.QueryString.Value}."));
        app.MapGet("/onward/{port:int}", (int port) => Results.Redirect($"http://127.0.0.1:{port}/"));
        app.MapMethods("/authorize", ["GET", "POST"], async (HttpContext context, ConsentPage page, ConsentForm form, CancellationToken cancellationToken) =>
        {
            var user = context.User.Identity!.Name!;
            var asked = request with { UserId = user, UserName = user };
            if (!await ConsentForm.IsSubmittedAsync(context, cancellationToken))
            {
                await page.WriteAsync(context, asked, cancellationToken: cancellationToken);
                return;
            }

            var result = await form.ReadAsync(context, asked, cancellationToken);
            if (!result.IsDecided)
            {
                await page.WriteAsync(context, asked, result.Problem, cancellationToken);
                return;
            }

            lock (decisions)
            {
                decisions.Add(result.Decision);
            }

            var state = Uri.EscapeDataString((await context.Request.ReadFormAsync(cancellationToken))["state"].ToString());
            context.Response.Redirect($"{callback}?{(result.Decision.IsApproved ? "code=c" : "error=access_denied")}&state={state}");
            await page.LeadBackAsync(context, asked, cancellationToken);
        }).RequireAuthorization();
        await app.StartAsync();
        return new(app, decisions, time);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
