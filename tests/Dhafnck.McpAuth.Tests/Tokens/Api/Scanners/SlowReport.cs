using System.Net;
using System.Net.Sockets;
using System.Text;
using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens.Scanners;

namespace Dhafnck.McpAuth.Tests.Tokens.Api.Scanners;

/// <summary>
/// A report whose body the test sends later. It asks for <c>100 Continue</c> (RFC 9110 §10.1.1), which the server sends when it begins
/// to read the body.
/// </summary>
internal sealed class SlowReport : IDisposable
{
    private readonly TcpClient _client;

    private SlowReport(string from) => _client = new(new IPEndPoint(IPAddress.Parse(from), 0));

    /// <summary>The status line of the first answer.</summary>
    public string FirstAnswer { get; private set; } = "";

    /// <summary>Begins a report with a header, from an address of this machine.</summary>
    public static async Task<SlowReport> StartAsync(McpTestServer server, string header, string value, string from = "127.0.0.1")
    {
        var address = server.Http.BaseAddress!;
        var report = new SlowReport(from);
        await report._client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await report.SendAsync(
            $"POST {ScannerRequests.Path} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n{header}: {value}\r\n\r\n");
        report.FirstAnswer = (await report.ReadUntilAsync("\r\n\r\n")).Split("\r\n")[0];
        return report;
    }

    public async Task SendAsync(string text) => await _client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);

    /// <summary>Returns what the server sends, up to a text or the end.</summary>
    public async Task<string> ReadUntilAsync(string end)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        var (read, part) = (new StringBuilder(), new byte[1]);
        while (!read.ToString().EndsWith(end, StringComparison.Ordinal) && await _client.GetStream().ReadAsync(part, deadline.Token) > 0)
        {
            read.Append((char)part[0]);
        }

        return read.ToString();
    }

    public void Dispose() => _client.Dispose();
}
