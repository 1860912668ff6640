using System.Text;
using System.Text.Json;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;

namespace Dhafnck.McpAuth.TestKit.Tokens.Scanners;

/// <summary>Reports as a secret scanner sends them, and servers that accept them.</summary>
public static class ScannerRequests
{
    public const string Path = "/api/v2/scanner-reports";

    public const string Secret = "a-secret-of-the-scanner-0123456789abcdef";

    /// <summary>Where the reports say that the token was found.</summary>
    public const string Place = "https://github.com/octocat/Hello-World/blob/1234/foo/bar.txt";

    /// <summary>A server that accepts the reports of scanners, by default of one that knows the secret.</summary>
    public static McpTestServerOptions WithScanners(this McpTestServerOptions options, string? secret = Secret)
    {
        options.Settings["MCP_SCANNER_SECRET"] = secret;
        options.AlsoMap += app => app.MapMcpTokenScannerReports();
        return options;
    }

    /// <summary>A report that names these tokens.</summary>
    public static string Of(params string[] tokens) =>
        JsonSerializer.Serialize(tokens.Select(token => new { token, type = "office_api_token", url = Place, source = "commit" }));

    /// <summary>Sends a report with headers.</summary>
    public static async Task<HttpResponseMessage> ReportAsync(this McpTestServer server, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await server.Http.SendAsync(request);
    }

    /// <summary>Reports tokens as the scanner that knows the secret, and returns the labels of the answer.</summary>
    public static async Task<IReadOnlyList<string>> ReportTokensAsync(this McpTestServer server, params string[] tokens)
    {
        using var response = await server.ReportAsync(Of(tokens), ("X-Scanner-Secret", Secret));
        return await LabelsAsync(response);
    }

    /// <summary>The labels of an answer, in the order of the report.</summary>
    public static async Task<IReadOnlyList<string>> LabelsAsync(HttpResponseMessage response)
    {
        using var answer = JsonDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        return [.. answer.RootElement.EnumerateArray().Select(one => one.GetProperty("label").GetString()!)];
    }
}
