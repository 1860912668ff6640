using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace TokenServer.Accounts;

internal static class BrowserSignIn
{
    private const string Scheme = "BrowserOrClient";

    /// <summary>
    /// Redirects browsers without a signed-in user to the sign-in page. Other clients get the 401 response of Identity's bearer
    /// tokens. Identity's own default scheme accepts both kinds of sign-in everywhere.
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

    /// <summary>Whether the request comes from a browser that asks for a page.</summary>
    public static bool IsBrowser(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
