using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.AuthorizationServer.Hosting;

/// <summary>Reads the configuration section before the application's code runs.</summary>
internal sealed class AuthorizationServerOptionsSetup(IConfiguration configuration) : IConfigureOptions<AuthorizationServerOptions>
{
    public void Configure(AuthorizationServerOptions options)
    {
        try
        {
            // A misspelled setting must not leave a server open, so unknown settings stop the start.
            configuration.GetSection(AuthorizationServerOptions.SectionName).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException)
        {
            // The binder's own message can quote a value, and the value can be a secret.
            throw new InvalidOperationException(
                $"The section {AuthorizationServerOptions.SectionName} has an unknown setting, or a value of the wrong form. See docs/connect.md.");
        }
    }
}
