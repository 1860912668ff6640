using System.Globalization;
using Microsoft.AspNetCore.Html;
using static Dhafnck.McpAuth.AuthorizationServer.Consent.Page.Markup;

namespace Dhafnck.McpAuth.AuthorizationServer.Consent.Page;

/// <summary>The main part of the consent page: who asks, for what, and the form for the answer.</summary>
internal sealed class ConsentFormMarkup(ConsentRequest request, ConsentProblem? problem)
{
    private const int MostToolsInLine = 4;
    private static readonly IHtmlContent Alert = new HtmlString(
        """<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3 2.5 20h19z"/><path d="M12 10v4M12 17.2v.1"/></svg>""");

    private static readonly int[] Lifetimes = [1, 7, 30, 90, 180, 365];
    private readonly ConsentInput _input = problem?.Input ?? ConsentInput.Proposed(request);
    private readonly string _name = ConsentText.Name(request.ClientName);

    /// <summary>The path that the form is posted to.</summary>
    public required string Action { get; init; }

    /// <summary>The hidden fields.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Hidden { get; init; }

    public IHtmlContent Main() => Of($"""
            <h1>Let <bdi>{_name}</bdi> {(request.IsStepUp ? "do more" : "use this server")} as you?</h1>
        {Problem()}
            <section class="panel" aria-label="Who asks">
              <dl class="facts">{Join(Facts())}</dl>
            </section>
        {Join(Warnings())}
            <form method="post" action="{Action}">
              {Join(Hidden.Select(field => Of($"<input type=\"hidden\" name=\"{field.Key}\" value=\"{field.Value}\">")))}
              <section class="panel fields">
        {Scopes()}
        {Limits()}
              </section>
              <p class="hint">You can narrow or end the connection at any time, beside your API tokens.</p>
              <div class="actions">
                <button type="submit" class="button primary" name="{ConsentFields.Decision}" value="{ConsentFields.Approve}">Approve</button>
                <button type="submit" class="button" name="{ConsentFields.Decision}" value="{ConsentFields.Cancel}" formnovalidate>Cancel</button>
              </div>
            </form>
        """);

    private IHtmlContent Problem() => problem is null
        ? None
        : Of($"""<div class="panel problem summary" role="alert" tabindex="-1" autofocus><p>{problem.Message}</p></div>""");

    private IEnumerable<IHtmlContent> Facts()
    {
        yield return Fact("App", Of($"<bdi class=\"name\">{_name}</bdi>"));
        yield return Fact("Vouched for by", request switch
        {
            { ClientHost: { } host } => Code(ConsentText.Host(host)),
            { ClientKind: ConsentClientKind.Configured } => Of($"The operator of this server"),
            _ => Of($"Nobody"),
        });
        yield return Fact("Sends you back to", Code(ConsentText.Host(request.RedirectHost)));
        yield return Fact("Server", Code(request.Resource));
        yield return Fact("Your account", Of($"<bdi>{request.UserName}</bdi>"));
        yield return Fact("Identifier of the app", Code(ConsentText.Name(request.ClientId)));
    }

    private IEnumerable<IHtmlContent> Warnings()
    {
        if (request.ClientHost is null && request.ClientKind != ConsentClientKind.Configured)
        {
            yield return Warning(Of($"""
                <strong>Nobody vouches for this app.</strong> It registered itself, and chose the name “<bdi>{_name}</bdi>”.
                Go on only if you have just started to connect it.
                """));
        }

        if (request.IsLoopbackOnly)
        {
            yield return Warning(Of($"""
                <strong>The answer stays on this computer,</strong> where any program can pretend to be “<bdi>{_name}</bdi>”.
                Go on only if you have just started to connect it, on this computer.
                """));
        }
    }

    private IHtmlContent Scopes()
    {
        var (granted, asked) = (request.Scopes.Where(scope => scope.IsGranted).ToList(), request.Scopes.Where(scope => !scope.IsGranted).ToList());
        return Join(
        [
            asked.Count == 0 ? None : Of($"""
                <fieldset class="field">
                  <legend>{(request.IsStepUp ? "What it asks for in addition" : "What it may do")}</legend>
                  <p class="hint">{Callable()} Clear what it does not need.</p>
                  {Join(asked.Select(Choice))}
                </fieldset>
                """),
            granted.Count == 0 ? None : Of($"""
                <div class="field">
                  <h2 class="legend">What it may do already</h2>
                  <p class="hint">{(asked.Count == 0 ? Callable() + " Nothing is added." : "This stays as it is.")}</p>
                  <ul class="granted">{Join(granted.Select(scope => Of($"<li>{scope.Description} <code>{scope.Name}</code></li>")))}</ul>
                </div>
                """),
        ]);
    }

    private string Callable() => request.ToolCount == 0
        ? ""
        : $"With all of it, the app can call {request.CallableTools.Count} of {request.ToolCount} {(request.ToolCount == 1 ? "tool" : "tools")}.";

    private IHtmlContent Choice(ConsentScope scope)
    {
        var id = "scope-" + scope.Name;
        var selected = _input.Scopes.Contains(scope.Name, StringComparer.Ordinal) ? new HtmlString(" checked") : None;
        var waits = scope.NeedsApproval ? Of($"<small>An administrator has to approve it</small>") : None;
        var few = scope.Tools.Count is > 0 and <= MostToolsInLine ? Of($"<small>Opens {ListOf(scope.Tools)}</small>") : None;
        var many = scope.Tools.Count > MostToolsInLine
            ? Of($"<details class=\"opened\"><summary>Opens {scope.Tools.Count} tools</summary><p>{ListOf(scope.Tools)}</p></details>")
            : None;
        return Of($"""
            <div class="scope">
              <label class="choice" for="{id}">
                <input type="checkbox" id="{id}" name="{ConsentFields.Scope}" value="{scope.Name}"{selected}>
                <span>{scope.Description} <code>{scope.Name}</code>{few}{waits}</span>
              </label>
              {many}
            </div>
            """);
    }

    private IHtmlContent Limits()
    {
        if (request.IsStepUp)
        {
            return None;
        }

        var days = Lifetimes.Append(request.LifetimeDays).Where(choice => choice <= request.MaximumLifetimeDays).Distinct().Order();
        return Of($"""
            <div class="limits">
              <div class="field">
                <label for="limit">Requests per hour</label>
                <p class="hint" id="limit-hint">At most 1,000,000.</p>
                <input id="limit" name="{ConsentFields.RateLimit}" value="{_input.RateLimit}" class="short"
                  inputmode="numeric" autocomplete="off" required pattern="[0-9]+" aria-describedby="limit-hint">
              </div>
              <div class="field">
                <label for="lifetime">Ends at the latest after</label>
                <p class="hint" id="lifetime-hint">The app then has to ask again.</p>
                <select id="lifetime" name="{ConsentFields.LifetimeDays}" class="short" aria-describedby="lifetime-hint">
                  {Join(days.Select(Lifetime))}
                </select>
              </div>
            </div>
            """);
    }

    private IHtmlContent Lifetime(int days)
    {
        var value = days.ToString(CultureInfo.InvariantCulture);
        return Of($"<option value=\"{value}\"{(value == _input.LifetimeDays ? new HtmlString(" selected") : None)}>{value} {(days == 1 ? "day" : "days")}</option>");
    }

    private static IHtmlContent ListOf(IEnumerable<string> names) => Join(names.Select(Code), ", ");

    private static IHtmlContent Fact(string term, IHtmlContent description) => Of($"<div><dt>{term}</dt><dd>{description}</dd></div>");

    private static IHtmlContent Code(string text) => Of($"<code>{text}</code>");

    private static IHtmlContent Warning(IHtmlContent text) => Of($"""<div class="notice">{Alert}<p>{text}</p></div>""");
}
