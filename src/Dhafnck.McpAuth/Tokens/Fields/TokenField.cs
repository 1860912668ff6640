namespace Dhafnck.McpAuth.Tokens.Fields;

/// <summary>A field of a token in the REST API that its owner sets: its name, its form, and its limits.</summary>
/// <param name="name">The name in JSON, by which errors are keyed.</param>
/// <param name="form">What a value is, for error messages, such as "a string".</param>
internal abstract class TokenField(string name, string form)
{
    public string Name { get; } = name;

    public string Form { get; } = form;

    /// <summary>Returns what is wrong with the field of a new token.</summary>
    public abstract IEnumerable<string> Check(NewApiToken request, TokenTerms terms);
}
