using Microsoft.AspNetCore.Identity;
using TokenServer.Setup;

namespace TokenServer.Accounts;

/// <summary>The pages where users register, sign in and find their API tokens.</summary>
internal static class AccountPages
{
    public const string SignInPath = "/sign-in";
    public const string SignOutPath = "/sign-out";

    // Not /register, because MCP clients that look for an authorization server post there.
    private const string RegisterPath = "/account/register";

    /// <summary>Maps the pages. For clients other than browsers, <c>/</c> returns the first steps.</summary>
    public static void MapAccountPages(this WebApplication app)
    {
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => PageHeaders.Set(file.Context.Response) });
        app.MapGet("/", (HttpContext context) =>
            !BrowserSignIn.IsBrowser(context.Request) ? Results.Text(FirstSteps.Text(context.Request))
            : context.User.Identity?.IsAuthenticated == true ? Page(app, context, "home.html")
            : Results.LocalRedirect("~" + SignInPath)).ExcludeFromDescription();
        app.MapGet(SignInPath, (HttpContext context) => Page(app, context, "sign-in.html")).ExcludeFromDescription();
        app.MapGet(RegisterPath, (HttpContext context) => Page(app, context, "register.html")).ExcludeFromDescription();

        // The policy keeps other sites from signing users out: browsers send the cookie only with posts from this site.
        app.MapPost(SignOutPath, async (SignInManager<IdentityUser> users) =>
        {
            await users.SignOutAsync();
            return Results.LocalRedirect("~" + SignInPath);
        }).RequireAuthorization("signed-in").ExcludeFromDescription();
    }

    private static IResult Page(WebApplication app, HttpContext context, string file)
    {
        PageHeaders.Set(context.Response);
        return Results.File(app.Environment.WebRootFileProvider.GetFileInfo(file).CreateReadStream(), "text/html; charset=utf-8");
    }
}
