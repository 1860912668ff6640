using Dhafnck.McpAuth.Bearer;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Hosting;

/// <summary>
/// Keeps McpBearer from becoming the default by being the only scheme, or from taking the default from the one other
/// scheme that there is: a token is not a user, and is asked for only where an endpoint wants one.
/// </summary>
internal sealed class DefaultSchemeSetup : IPostConfigureOptions<AuthenticationOptions>
{
    // No scheme has this name, so nothing is authenticated before an endpoint asks for it.
    private const string NoScheme = "";

    public void PostConfigure(string? name, AuthenticationOptions options)
    {
        if (options.DefaultScheme is not null || options.DefaultAuthenticateScheme is not null)
        {
            return;
        }

        switch (options.Schemes.Where(scheme => scheme.Name is not (McpBearerDefaults.AuthenticationScheme or ResourceMetadataHandler.SchemeName)).ToArray())
        {
            case []:
                options.DefaultAuthenticateScheme = NoScheme;
                break;
            case [var only]:
                options.DefaultScheme = only.Name;
                break;
        }
    }
}
