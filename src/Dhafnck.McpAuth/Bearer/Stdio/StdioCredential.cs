using System.Net;
using Dhafnck.McpAuth.Bearer.Credentials;
using Dhafnck.McpAuth.Bearer.Gate;
using Dhafnck.McpAuth.Providers.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Dhafnck.McpAuth.Bearer.Stdio;

/// <summary>
/// The access token that the process was started with, and the requests that present it. Providers judge HTTP requests, so each
/// message becomes one: it has the token in a header, and no connection.
/// </summary>
internal sealed class StdioCredential
{
    // The log and the open requests name it.
    private static readonly Endpoint Endpoint = new(requestDelegate: null, EndpointMetadataCollection.Empty, "stdio");

    private readonly string _variable;
    private readonly string _header;
    private readonly string? _value;
    private readonly IPAddress? _address;

    public StdioCredential(StdioOptions options, IConfiguration configuration)
    {
        _variable = options.Variable;
        _header = options.Header ?? "Authorization";
        _value = Take(_variable, configuration) is { } token ? (options.Header is null ? $"{BearerHeader.Scheme} {token}" : token) : null;
        _address = options.RemoteAddress is null ? null : IPAddress.Parse(options.RemoteAddress);
    }

    /// <summary>Creates a request that presents the token, as one of this machine.</summary>
    public HttpContext CreateRequest()
    {
        var context = new DefaultHttpContext();
        context.Request.Method = HttpMethods.Post;
        context.Request.Host = new("localhost");
        context.Connection.RemoteIpAddress = _address;
        context.SetEndpoint(Endpoint);
        if (_value is not null)
        {
            context.Request.Headers[_header] = _value;
        }

        return context;
    }

    /// <summary>Describes a refusal in the terms of a process that has an environment, and neither headers nor an address.</summary>
    public BearerRefusal Explain(BearerRefusal refusal) => refusal switch
    {
        { Rejection.Reason: RejectionReason.AddressNotAllowed } when _address is null => refusal with { Description = RefusalText.NoAddress },
        { Rejection.Reason: RejectionReason.KeyNotProven } => refusal with { Description = RefusalText.NoProofs },
        _ when refusal == BearerRefusal.NoToken => refusal with { Description = RefusalText.NoTokenInEnvironment(_variable) },
        _ => refusal,
    };

    // Tools and the processes that they start have no use for the token.
    private static string? Take(string variable, IConfiguration configuration)
    {
        var configured = configuration[variable];
        var token = configured ?? Environment.GetEnvironmentVariable(variable);
        Environment.SetEnvironmentVariable(variable, null);
        if (configured is not null)
        {
            configuration[variable] = null;
        }

        return token?.Trim() is { Length: > 0 } trimmed ? trimmed : null;
    }
}
