using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.Bearer.Resource;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Hosting;

/// <summary>
/// Selects the default authentication scheme by endpoint. McpBearer does not become the default by being the only scheme,
/// and does not keep the only other scheme from being the default: a token is not a user. Neither does the scheme of an
/// OpenIddict server, which authenticates no users.
/// </summary>
internal sealed class DefaultSchemeSetup(EndpointScheme byEndpoint) : IPostConfigureOptions<AuthenticationOptions>
{
    private const string OpenIddictServer = "OpenIddict.Server.AspNetCore";

    public void PostConfigure(string? name, AuthenticationOptions options)
    {
        if (options.DefaultScheme is null && options.DefaultAuthenticateScheme is null)
        {
            switch (options.Schemes.Where(scheme => scheme.Name is not (McpBearerDefaults.AuthenticationScheme or ResourceMetadataHandler.SchemeName or OpenIddictServer)).ToArray())
            {
                case []:
                    options.DefaultChallengeScheme ??= McpBearerDefaults.AuthenticationScheme;
                    break;
                case [var only]:
                    options.DefaultScheme = only.Name;
                    break;
            }
        }

        byEndpoint.ElsewhereScheme = options.DefaultAuthenticateScheme ?? options.DefaultScheme;
        options.AddScheme<EndpointSchemeHandler>(EndpointSchemeHandler.SchemeName, null);
        options.DefaultAuthenticateScheme = EndpointSchemeHandler.SchemeName;
    }
}
