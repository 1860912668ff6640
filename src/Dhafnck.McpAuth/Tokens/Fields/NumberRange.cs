namespace Dhafnck.McpAuth.Tokens.Fields;

/// <summary>The whole numbers from 1 to a maximum.</summary>
internal sealed record NumberRange(int Maximum, string Unit)
{
    public string Form => $"a whole number from 1 to {Maximum}";

    public IEnumerable<string> Check(int value)
    {
        if (value < 1 || value > Maximum)
        {
            yield return $"Must be from 1 to {Maximum} {Unit}; it is {value}.";
        }
    }
}
