using System.Diagnostics.CodeAnalysis;

namespace Dhafnck.McpAuth.AuthorizationServer.Consent;

/// <summary>The result of reading a submitted form: a decision, or a problem.</summary>
internal sealed record ConsentFormResult
{
    private ConsentFormResult()
    {
    }

    public ConsentDecision? Decision { get; private init; }

    public ConsentProblem? Problem { get; private init; }

    /// <summary>Whether the user has decided.</summary>
    [MemberNotNullWhen(true, nameof(Decision))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool IsDecided => Decision is not null;

    public static ConsentFormResult Decided(ConsentDecision decision) => new() { Decision = decision };

    public static ConsentFormResult Refused(int statusCode, string message, ConsentInput? input = null) => new() { Problem = new(statusCode, message, input) };
}
