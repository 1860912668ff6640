using System.ComponentModel;
using Dhafnck.McpAuth.Tokens.Api.Requests;
using Dhafnck.McpAuth.Tokens.Api.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>Returns the audit trail of a token to its owner, and the whole trail to administrators.</summary>
internal static class AuditEndpoint
{
    public static async Task<IResult> GetAsync(HttpContext context, [Description(TokenEndpoints.Identifier)] string id, ApiTokenService tokens)
    {
        var owner = context.Features.GetRequiredFeature<TokenOwner>().Id;
        return await tokens.FindAsync(owner, id, context.RequestAborted) is { } token
            ? await AnswerAsync(context, query => query.Read(token), query => tokens.ListAuditAsync(query, context.RequestAborted), AuditEntryResponse.ForOwner)
            : TokenProblems.NotFound();
    }

    public static async Task<IResult> GetForAdminAsync(HttpContext context, [Description(TokenEndpoints.Identifier)] string id, ApiTokenAdministration administration) =>
        await administration.FindAsync(id, context.RequestAborted) is { } token
            ? await AnswerAsync(context, query => query.Read(token), query => administration.ListAuditAsync(query, context.RequestAborted), AuditEntryResponse.Of)
            : TokenProblems.UnknownToken();

    public static Task<IResult> ListAsync(HttpContext context, ApiTokenAdministration administration) =>
        AnswerAsync(context, query => query.ReadForAdmin(), query => administration.ListAuditAsync(query, context.RequestAborted), AuditEntryResponse.Of);

    private static async Task<IResult> AnswerAsync(
        HttpContext context,
        Func<AuditListQuery, TokenAuditQuery> read,
        Func<TokenAuditQuery, Task<IReadOnlyList<TokenAuditEntry>>> list,
        Func<TokenAuditEntry, AuditEntryResponse> form)
    {
        var reader = new AuditListQuery(context.Request.Query);
        var (query, isExport) = (read(reader), reader.IsExport);
        if (reader.Errors.Count > 0)
        {
            return TokenProblems.Validation(reader.Errors);
        }

        var page = await list(query);
        return isExport
            ? new AuditExport(page, last => list(query with { After = TokenAuditCursor.Of(last) }), form)
            : Results.Json(
                new([.. page.Select(form)], page.Count == query.Limit ? AuditListQuery.CursorOf(page[^1]) : null),
                TokenJsonContext.Default.AuditListResponse);
    }
}
