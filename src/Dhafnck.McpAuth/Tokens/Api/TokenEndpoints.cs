using System.ComponentModel;
using Dhafnck.McpAuth.Scopes;
using Dhafnck.McpAuth.Tokens.Api.Requests;
using Dhafnck.McpAuth.Tokens.Api.Responses;
using Dhafnck.McpAuth.Tokens.Fields;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using ModelContextProtocol.Server;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>The handlers of the REST endpoints for token owners.</summary>
internal static class TokenEndpoints
{
    /// <summary>The description of a token identifier in the API description.</summary>
    public const string Identifier = "The token's identifier: tok_ and 32 hexadecimal digits.";

    public static async Task<IResult> CreateAsync(HttpContext context, ApiTokenService tokens, TimeProvider time)
    {
        var (request, body, problem) = await JsonBody.ReadAsync(context.Request, TokenJsonContext.Default.CreateTokenRequest, TokenFields.CreationForms);
        if (request is null)
        {
            return problem!;
        }

        var (key, wrongKey) = IdempotencyKeyHeader.Read(context.Request, body);
        if (wrongKey is not null)
        {
            return wrongKey;
        }

        var here = Here(context);
        var creation = await tokens.As(By(context)).CreateAsync(Owner(context), request.ToNewApiToken(), key, context.RequestAborted);
        return TokenResults.Of(context, creation, time.GetUtcNow(), $"{here}/{creation.Token?.Id}");
    }

    public static async Task<IResult> ListAsync(HttpContext context, ApiTokenService tokens, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var reader = new TokenListQuery(context.Request.Query);
        var query = reader.Read(Owner(context), now);
        if (reader.Errors.Count > 0)
        {
            return TokenProblems.Validation(reader.Errors);
        }

        var page = await tokens.ListAsync(query, context.RequestAborted);
        return Results.Json(
            new([.. page.Items.Select(token => TokenResponse.Of(token, now))], page.Total),
            TokenJsonContext.Default.TokenListResponse);
    }

    public static async Task<IResult> GetAsync(HttpContext context, [Description(Identifier)] string id, ApiTokenService tokens, TimeProvider time) =>
        await tokens.FindAsync(Owner(context), id, context.RequestAborted) is { } token
            ? TokenResults.Token(context, token, time.GetUtcNow())
            : TokenProblems.NotFound();

    public static async Task<IResult> UpdateAsync(HttpContext context, [Description(Identifier)] string id, ApiTokenService tokens, TimeProvider time)
    {
        var (request, body, problem) = await JsonBody.ReadAsync(context.Request, TokenJsonContext.Default.UpdateTokenRequest, TokenFields.ChangeForms);
        if (request is null)
        {
            return problem!;
        }

        if (await tokens.FindAsync(Owner(context), id, context.RequestAborted) is not { } token)
        {
            return TokenProblems.NotFound();
        }

        var errors = new Dictionary<string, string[]>();
        var change = request.ToChange(body, token, errors);
        if (errors.Count > 0)
        {
            return TokenProblems.Validation(errors);
        }

        var (version, unmet) = IfMatchHeader.Read(context.Request, token);
        if (unmet is not null)
        {
            return unmet;
        }

        var update = await tokens.As(By(context)).UpdateAsync(Owner(context), id, change, version, context.RequestAborted);
        return update.Status == TokenOperationStatus.Conflict && version is not null
            ? TokenProblems.PreconditionFailed()
            : TokenResults.Of(context, update, time.GetUtcNow(), Here(context));
    }

    public static async Task<IResult> RotateAsync(HttpContext context, [Description(Identifier)] string id, ApiTokenService tokens, TimeProvider time)
    {
        var (gracePeriod, body, problem) = await RotateTokenEndpoint.ReadAsync(context.Request);
        if (problem is not null)
        {
            return problem;
        }

        var (key, wrongKey) = IdempotencyKeyHeader.Read(context.Request, body);
        if (wrongKey is not null)
        {
            return wrongKey;
        }

        if (await tokens.FindAsync(Owner(context), id, context.RequestAborted) is { Connection: not null })
        {
            return TokenProblems.RotatedByClient();
        }

        // Not cancelled with the request: an interrupted rotation would leave a token string that nobody has received.
        var location = Here(context)[..^"/rotate".Length];
        var rotation = await tokens.As(By(context)).RotateAsync(Owner(context), id, gracePeriod, key, CancellationToken.None);
        return TokenResults.Of(context, rotation, time.GetUtcNow(), location);
    }

    // Not cancelled with the request: a revocation completes even when the client disconnects.
    public static async Task<IResult> RevokeAsync(HttpContext context, [Description(Identifier)] string id, ApiTokenService tokens) =>
        await RevokeTokenEndpoint.AnswerAsync(
            context.Request,
            await tokens.FindAsync(Owner(context), id, context.RequestAborted),
            TokenProblems.NotFound,
            version => tokens.As(By(context)).RevokeAsync(Owner(context), id, version, CancellationToken.None));

    public static async Task<IResult> RevokeAllAsync(HttpContext context, ApiTokenService tokens)
    {
        await tokens.As(By(context)).RevokeAllAsync(Owner(context), CancellationToken.None);
        return Results.NoContent();
    }

    public static IResult Scopes(ScopeCatalog catalog, ScopeOptions options, ApiTokenOptions rules, IEnumerable<McpServerTool> tools) =>
        Results.Json(ScopesResponse.Of(catalog, options, rules, tools), TokenJsonContext.Default.ScopesResponse);

    private static string Owner(HttpContext context) => context.Features.GetRequiredFeature<TokenOwner>().Id;

    private static TokenActor By(HttpContext context) => context.Features.GetRequiredFeature<TokenActor>();

    private static string Here(HttpContext context) => context.Request.PathBase.Add(context.Request.Path).ToUriComponent().TrimEnd('/');
}
