using Dhafnck.McpAuth.Bearer;
using Dhafnck.McpAuth.Bearer.Resource;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Hosting;

/// <summary>
/// Makes the endpoint decide what a request is authenticated by. McpBearer neither becomes the default by being the only
/// scheme, nor takes the default from the only other scheme: a token is not a user.
/// </summary>
internal sealed class DefaultSchemeSetup(EndpointScheme byEndpoint) : IPostConfigureOptions<AuthenticationOptions>
{
    public void PostConfigure(string? name, AuthenticationOptions options)
    {
        if (options.DefaultScheme is null && options.DefaultAuthenticateScheme is null)
        {
            switch (options.Schemes.Where(scheme => scheme.Name is not (McpBearerDefaults.AuthenticationScheme or ResourceMetadataHandler.SchemeName)).ToArray())
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
