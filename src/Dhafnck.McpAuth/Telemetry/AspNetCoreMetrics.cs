using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Dhafnck.McpAuth.Telemetry;

/// <summary>
/// ASP.NET Core's own metrics of authentication and authorization, for what the gate decides outside of its middleware. A meter
/// gives the same instrument to everyone who creates it with the same name, unit and description, so these are ASP.NET Core's.
/// </summary>
internal sealed class AspNetCoreMetrics
{
    private const string Scheme = "aspnetcore.authentication.scheme";
    private const string AuthenticationResult = "aspnetcore.authentication.result";
    private const string AuthorizationResult = "aspnetcore.authorization.result";
    private const string IsAuthenticated = "aspnetcore.user.is_authenticated";

    // The class of the exception that AuthenticateResult.Fail makes of a message.
    private const string AuthenticationFailure = "Microsoft.AspNetCore.Authentication.AuthenticationFailureException";

    private static readonly object True = true;

    private readonly Histogram<double> _authentications;
    private readonly Counter<long> _challenges;
    private readonly Counter<long> _forbids;
    private readonly Counter<long> _authorizations;

    public AspNetCoreMetrics(IMeterFactory factory)
    {
        var authentication = factory.Create("Microsoft.AspNetCore.Authentication");
        _authentications = authentication.CreateHistogram<double>(
            "aspnetcore.authentication.authenticate.duration",
            "s",
            "The authentication duration for a request.",
            tags: null,
            new() { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] });
        _challenges = authentication.CreateCounter<long>(
            "aspnetcore.authentication.challenges",
            "{challenge}",
            "The total number of times a scheme is challenged.");
        _forbids = authentication.CreateCounter<long>(
            "aspnetcore.authentication.forbids",
            "{forbid}",
            "The total number of times an authenticated user attempts to access a resource they are not permitted to access.");
        _authorizations = factory.Create("Microsoft.AspNetCore.Authorization").CreateCounter<long>(
            "aspnetcore.authorization.attempts",
            "{attempt}",
            "The total number of authorization attempts.");
    }

    /// <summary>Whether a listener measures authentication.</summary>
    public bool MeasuresAuthentication => _authentications.Enabled;

    /// <summary>Whether a listener measures authorization.</summary>
    public bool CountsAuthorization => _authorizations.Enabled;

    /// <summary>Records an authentication that no authentication service has measured.</summary>
    /// <param name="elapsed">How long it took.</param>
    /// <param name="scheme">The name of the scheme.</param>
    /// <param name="succeeded">Whether it succeeded; <see langword="null"/> for a request without a token.</param>
    public void Authenticated(TimeSpan elapsed, string scheme, bool? succeeded)
    {
        var tags = new TagList { { Scheme, scheme }, { AuthenticationResult, succeeded switch { null => "none", true => "success", false => "failure" } } };
        if (succeeded is false)
        {
            tags.Add(TelemetryTags.ErrorType, AuthenticationFailure);
        }

        _authentications.Record(elapsed.TotalSeconds, tags);
    }

    public void Challenged(string scheme) => _challenges.Add(1, new KeyValuePair<string, object?>(Scheme, scheme));

    public void Forbidden(string scheme) => _forbids.Add(1, new KeyValuePair<string, object?>(Scheme, scheme));

    public void Authorized(bool succeeded) =>
        _authorizations.Add(1, new(IsAuthenticated, True), new(AuthorizationResult, succeeded ? "success" : "failure"));
}
