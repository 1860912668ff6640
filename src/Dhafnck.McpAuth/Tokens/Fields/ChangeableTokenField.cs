namespace Dhafnck.McpAuth.Tokens.Fields;

/// <summary>A field that the owner can change after the token was created.</summary>
internal abstract class ChangeableTokenField(string name, string form) : TokenField(name, form)
{
    /// <summary>Returns what is wrong with a change of the field. A change that leaves the field out has no errors.</summary>
    public abstract IEnumerable<string> Check(ApiToken token, ApiTokenUpdate change, TokenTerms terms);

    /// <summary>Returns the record with the change of this field. The change has been checked.</summary>
    public abstract ApiToken Apply(ApiToken token, ApiTokenUpdate change);

    /// <summary>
    /// Returns the change with what a null in a merge patch (RFC 7396) requests: the default of the field. Returns
    /// <see langword="null"/> when the field has no default.
    /// </summary>
    public virtual ApiTokenUpdate? Reset(ApiToken token, ApiTokenUpdate change) => null;

    /// <summary>Whether the token could do more after a change of this field. The owner policy is asked about such a change.</summary>
    public virtual bool Widens(ApiToken before, ApiToken after) => false;
}
