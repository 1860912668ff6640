using Dhafnck.McpAuth.Tokens;
using Microsoft.Extensions.Logging;

namespace Dhafnck.McpAuth.Providers;

/// <summary>
/// What <see cref="JwtBearerAuthProvider"/> works with, in one parameter, so that a subclass's constructor stays
/// right when the provider comes to need more. It comes from the service provider.
/// </summary>
public sealed class JwtBearerAuthDependencies
{
    internal JwtBearerAuthDependencies(JwtOptions options, ITokenStore store, TimeProvider time, ILoggerFactory loggerFactory)
    {
        Options = options;
        Verifier = new(options);
        Store = store;
        Time = time;
        Logger = loggerFactory.CreateLogger<JwtBearerAuthProvider>();
    }

    internal JwtOptions Options { get; }

    internal JwtVerifier Verifier { get; }

    internal ITokenStore Store { get; }

    internal TimeProvider Time { get; }

    internal ILogger Logger { get; }
}
