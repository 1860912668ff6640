using System.Text;
using Dhafnck.McpAuth.TestKit.Hosting;

namespace Dhafnck.McpAuth.Tests.Bearer;

/// <summary>A request whose answer goes on and on, as a client without an SDK sees it.</summary>
internal sealed class OpenStream : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StringBuilder _text = new();

    private OpenStream(HttpResponseMessage response)
    {
        _response = response;
        End = ReadAsync();
    }

    /// <summary>Completes when the server ends the answer.</summary>
    public Task End { get; }

    public bool IsOpen => !End.IsCompleted;

    /// <summary>Whether the answer came to its own end, and was not cut off.</summary>
    public bool IsWhole { get; private set; }

    public string Text
    {
        get
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }

    public static async Task<OpenStream> GetAsync(McpTestServer server, string path, string token, string? session = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Authorization = new("Bearer", token);
        return await SendAsync(server, request, session);
    }

    public static async Task<OpenStream> SendAsync(McpTestServer server, HttpRequestMessage request, string? session = null)
    {
        if (session is not null)
        {
            request.Headers.Add("Mcp-Session-Id", session);
        }

        var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        return new(response);
    }

    /// <summary>The stream, which has ended by now or does so before the deadline.</summary>
    public async Task EndsAsync(Action? meanwhile = null) =>
        await Eventually.GetAsync(() => Task.FromResult(IsOpen), isOpen => !isOpen, meanwhile);

    public Task<string> ReadsAsync(string text) =>
        Eventually.GetAsync(() => Task.FromResult(Text), known => known.Contains(text, StringComparison.Ordinal));

    public void Dispose() => _response.Dispose();

    private async Task ReadAsync()
    {
        try
        {
            using var reader = new StreamReader(await _response.Content.ReadAsStreamAsync());
            var buffer = new char[1024];
            while (await reader.ReadAsync(buffer) is > 0 and var count)
            {
                lock (_text)
                {
                    _text.Append(buffer, 0, count);
                }
            }

            IsWhole = true;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            // The server cut the answer short.
        }
    }
}
