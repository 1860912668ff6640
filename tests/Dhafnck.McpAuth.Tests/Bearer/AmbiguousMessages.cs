using System.Text;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>
/// Messages that name something open and something guarded at once: by a key twice, in two cases, or escaped, at each level
/// from the envelope down to the name. Which of the two an SDK takes depends on its release.
/// </summary>
internal static class AmbiguousMessages
{
    /// <summary>A method, the keys that lead to what it names, and what stands beside each of them.</summary>
    private static readonly (string Method, string[] Path, string[] Beside, string Open, string Secret)[] Operations =
    [
        ("tools/call", ["params", "name"], ["", "\"arguments\":{}"], "\"open\"", "\"secret\""),
        ("prompts/get", ["params", "name"], ["", "\"arguments\":{}"], "\"open\"", "\"secret\""),
        ("resources/read", ["params", "uri"], ["", ""], "\"res://open\"", "\"res://secret\""),
        ("resources/subscribe", ["params", "uri"], ["", ""], "\"res://open\"", "\"res://secret\""),
        ("completion/complete", ["params", "ref", "name"], ["", Argument, "\"type\":\"ref/prompt\""], "\"open\"", "\"secret\""),
        ("completion/complete", ["params", "ref", "uri"], ["", Argument, "\"type\":\"ref/resource\""], "\"res://open\"", "\"res://secret\""),
        ("subscriptions/listen", ["params", "notifications", "resourceSubscriptions"], ["", Metadata, ""], "[\"res://open\"]", "[\"res://open\",\"res://secret\"]"),
    ];

    private const string Argument = "\"argument\":{\"name\":\"a\",\"value\":\"b\"}";
    private const string Metadata = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}";

    public static IEnumerable<(string Method, string Body)> Open => Operations.Select(operation => (operation.Method, Plain(operation, operation.Open)));

    public static IEnumerable<(string Method, string Body)> Guarded => Operations.Select(operation => (operation.Method, Plain(operation, operation.Secret)));

    public static IEnumerable<(string Method, string Body)> All =>
        from operation in Operations
        from level in Enumerable.Range(0, operation.Path.Length)
        from keys in Keys(operation.Path[level])
        from values in new[] { (operation.Open, operation.Secret), (operation.Secret, operation.Open) }
        select (operation.Method, Body(operation, level, $"{keys.First}:{Below(operation, level, values.Item1)},{keys.Second}:{Below(operation, level, values.Item2)}"));

    /// <summary>The name under a key that is not quite the protocol's.</summary>
    public static IEnumerable<(string Method, string Body)> InAnotherCase =>
        from operation in Operations
        from level in Enumerable.Range(0, operation.Path.Length)
        select (operation.Method, Body(operation, level, $"{Upper(operation.Path[level])}:{Below(operation, level, operation.Secret)}"));

    /// <summary>Two methods, one of which only lists.</summary>
    public static IEnumerable<(string Method, string Body)> OfTwoMethods =>
        from operation in Operations
        from keys in Keys("method")
        from methods in new[] { ("tools/list", operation.Method), (operation.Method, "tools/list") }
        select (operation.Method, $"{{\"jsonrpc\":\"2.0\",\"id\":1,{keys.First}:\"{methods.Item1}\",{keys.Second}:\"{methods.Item2}\",\"params\":{Below(operation, 0, operation.Secret)}}}");

    private static (string First, string Second)[] Keys(string key) =>
        [(Quoted(key), Quoted(key)), (Quoted(key), Upper(key)), (Upper(key), Quoted(key)), (Quoted(key), Escaped(key)), (Escaped(key), Quoted(key)), (Upper(key), Upper(key))];

    private static string Plain((string Method, string[] Path, string[] Beside, string Open, string Secret) operation, string value) =>
        Body(operation, 0, $"\"params\":{Below(operation, 0, value)}");

    private static string Body((string Method, string[] Path, string[] Beside, string Open, string Secret) operation, int level, string members)
    {
        for (; level > 0; level--)
        {
            members = $"{Quoted(operation.Path[level - 1])}:{Object(operation.Beside[level], members)}";
        }

        return $"{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"{operation.Method}\",{members}}}";
    }

    private static string Below((string Method, string[] Path, string[] Beside, string Open, string Secret) operation, int level, string value)
    {
        for (var below = operation.Path.Length - 1; below > level; below--)
        {
            value = Object(operation.Beside[below], $"{Quoted(operation.Path[below])}:{value}");
        }

        return value;
    }

    private static string Object(string beside, string members) => beside.Length == 0 ? $"{{{members}}}" : $"{{{beside},{members}}}";

    private static string Quoted(string key) => $"\"{key}\"";

    private static string Upper(string key) => $"\"{char.ToUpperInvariant(key[0])}{key[1..]}\"";

    private static string Escaped(string key) => new StringBuilder("\"\\u").Append(((int)key[0]).ToString("x4")).Append(key, 1, key.Length - 1).Append('"').ToString();
}
