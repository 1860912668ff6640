using System.ComponentModel;
using Dhafnck.McpAuth.Tokens.Api.Requests;
using Dhafnck.McpAuth.Tokens.Api.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Dhafnck.McpAuth.Tokens.Api.Admin;

/// <summary>The handlers of the REST endpoints for administrators.</summary>
internal static class AdminTokenEndpoints
{
    private const string ScopeDescription = "The scope: one that owners can grant, or mcp:admin.";

    public static async Task<IResult> ListAsync(HttpContext context, ApiTokenAdministration administration, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var reader = new TokenListQuery(context.Request.Query);
        var query = reader.ReadForAdmin(now);
        if (reader.Errors.Count > 0)
        {
            return TokenProblems.Validation(reader.Errors);
        }

        var page = await administration.ListAsync(query, context.RequestAborted);
        return Results.Json(
            new([.. page.Items.Select(token => TokenResponse.ForAdmin(token, TokenResponse.Of(token, now)))], page.Total),
            TokenJsonContext.Default.TokenListResponse);
    }

    public static async Task<IResult> GetAsync(HttpContext context, [Description(TokenEndpoints.Identifier)] string id, ApiTokenAdministration administration, TimeProvider time) =>
        await administration.FindAsync(id, context.RequestAborted) is { } token
            ? TokenResults.ForAdmin(context, token, time.GetUtcNow())
            : TokenProblems.UnknownToken();

    // Not cancelled with the request: a revocation completes even when the client disconnects.
    public static async Task<IResult> RevokeAsync(HttpContext context, [Description(TokenEndpoints.Identifier)] string id, ApiTokenAdministration administration) =>
        await RevokeTokenEndpoint.AnswerAsync(
            context.Request,
            await administration.FindAsync(id, context.RequestAborted),
            TokenProblems.UnknownToken,
            version => administration.RevokeAsync(By(context), id, version, CancellationToken.None));

    public static async Task<IResult> RevokeManyAsync(HttpContext context, ApiTokenAdministration administration)
    {
        var reader = new QueryReader(context.Request.Query);
        var (owner, issuedAfter) = (reader.Text("owner", 200), reader.Time("issued_after"));
        if (reader.Errors.Count == 0 && string.IsNullOrWhiteSpace(owner) && issuedAfter is null)
        {
            reader.Refuse("owner", "State which tokens to revoke: those of an owner, or those issued_after a time, or both.");
        }

        if (reader.Errors.Count > 0)
        {
            return TokenProblems.Validation(reader.Errors);
        }

        // Not cancelled with the request, as above.
        var revoked = issuedAfter is { } from
            ? await administration.RevokeIssuedAsync(By(context), from, owner, CancellationToken.None)
            : await administration.RevokeAllAsync(By(context), owner!, CancellationToken.None);
        return Results.Json(new(revoked), TokenJsonContext.Default.RevokedResponse);
    }

    public static async Task<IResult> GrantScopeAsync(
        HttpContext context,
        [Description(TokenEndpoints.Identifier)] string id,
        [Description(ScopeDescription)] string scope,
        ApiTokenAdministration administration,
        TimeProvider time) =>
        await ChangeAsync(
            context,
            await administration.FindAsync(id, context.RequestAborted),
            token => token.Scopes.Contains(scope, StringComparer.Ordinal),
            version => administration.GrantScopeAsync(By(context), id, scope, version, context.RequestAborted),
            time.GetUtcNow());

    public static async Task<IResult> RemoveScopeAsync(
        HttpContext context,
        [Description(TokenEndpoints.Identifier)] string id,
        [Description(ScopeDescription)] string scope,
        ApiTokenAdministration administration,
        TimeProvider time) =>
        TokenResults.ForAdmin(context, await administration.RemoveScopeAsync(By(context), id, scope, CancellationToken.None), time.GetUtcNow());

    public static async Task<IResult> DenyScopeAsync(
        HttpContext context,
        [Description(TokenEndpoints.Identifier)] string id,
        [Description("The scope that the token waits for.")] string scope,
        ApiTokenAdministration administration,
        TimeProvider time) =>
        await ChangeAsync(
            context,
            await administration.FindAsync(id, context.RequestAborted),
            token => !token.RequestedScopes.Contains(scope, StringComparer.Ordinal),
            version => administration.DenyScopeAsync(By(context), id, scope, version, context.RequestAborted),
            time.GetUtcNow());

    private static async Task<IResult> ChangeAsync(HttpContext context, ApiToken? token, Func<ApiToken, bool> isDone, Func<long?, Task<TokenOperation>> change, DateTimeOffset now)
    {
        if (token is null)
        {
            return TokenProblems.UnknownToken();
        }

        // A repeated request finds the version that it created itself: it has already been done (RFC 9110 section 13.1.1).
        var (version, unmet) = IfMatchHeader.Read(context.Request, token);
        if (unmet is not null)
        {
            return isDone(token) ? TokenResults.ForAdmin(context, token, now) : unmet;
        }

        var operation = await change(version);
        return operation.Status == TokenOperationStatus.Conflict ? TokenProblems.PreconditionFailed() : TokenResults.ForAdmin(context, operation, now);
    }

    private static TokenActor By(HttpContext context) => context.Features.GetRequiredFeature<TokenActor>();
}
