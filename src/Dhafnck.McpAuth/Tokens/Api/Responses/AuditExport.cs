using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Tokens.Api.Responses;

/// <summary>All entries of a query as JSON Lines: an object on each line, the latest first. The answer is not held in memory.</summary>
/// <param name="first">The first page, which has been read before the answer begins.</param>
/// <param name="readAfter">Reads the page after an entry.</param>
/// <param name="form">Returns the JSON form of an entry.</param>
internal sealed class AuditExport(
    IReadOnlyList<TokenAuditEntry> first,
    Func<TokenAuditEntry, Task<IReadOnlyList<TokenAuditEntry>>> readAfter,
    Func<TokenAuditEntry, AuditEntryResponse> form)
    : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "application/jsonl; charset=utf-8";
        response.Headers.ContentDisposition = "attachment; filename=\"audit.jsonl\"";
        for (var page = first; page.Count > 0; page = await readAfter(page[^1]))
        {
            foreach (var entry in page)
            {
                response.BodyWriter.Write(JsonSerializer.SerializeToUtf8Bytes(form(entry), TokenJsonContext.Default.AuditEntryResponse));
                response.BodyWriter.Write("\n"u8);
            }

            await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
        }
    }
}
