using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace TokenServer.Accounts;

internal static class BrowserSignIn
{
    private const string Scheme = "BrowserOrClient";

    /// <summary>
    /// Sends browsers that nobody is signed in with to the page for that; other clients get the 401 of Identity's bearer
    /// tokens. Both kinds of sign-in are accepted everywhere: that is Identity's own default scheme.
    /// </summary>
    public static void AddBrowserSignIn(this IServiceCollection services)
    {
        services.AddAuthentication().AddPolicyScheme(Scheme, null, options => options.ForwardDefaultSelector = context =>
            IsBrowser(context.Request) ? IdentityConstants.ApplicationScheme : IdentityConstants.BearerScheme);
        services.Configure<AuthenticationOptions>(options => options.DefaultChallengeScheme = Scheme);
        services.ConfigureApplicationCookie(options =>
        {
            options.LoginPath = AccountPages.SignInPath;
            options.ReturnUrlParameter = "returnUrl";
        });
    }

    /// <summary>Whether the request is for a page to look at.</summary>
    public static bool IsBrowser(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
