using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Dhafnck.McpAuth.Tokens.Api;

/// <summary>What the REST endpoints for owners do.</summary>
internal static class TokenEndpoints
{
    private const int MaximumLimit = 100;

    public static async Task<IResult> CreateAsync(HttpContext context, ApiTokenService tokens, TimeProvider time)
    {
        var (request, problem) = await JsonBody.ReadAsync(context.Request, TokenJsonContext.Default.CreateTokenRequest, CreateTokenRequest.Fields);
        if (request is null)
        {
            return problem!;
        }

        var creation = await tokens.CreateAsync(Owner(context), request.ToNewApiToken(), context.RequestAborted);
        if (creation.Issued is not { } issued)
        {
            return TokenProblems.Validation(creation.Errors);
        }

        context.Response.Headers.Location = $"{context.Request.PathBase}{context.Request.Path.Value?.TrimEnd('/')}/{issued.Token.Id}";
        return Results.Json(
            TokenResponse.Of(issued.Token, time.GetUtcNow(), issued.Value),
            TokenJsonContext.Default.TokenResponse,
            statusCode: StatusCodes.Status201Created);
    }

    public static async Task<IResult> ListAsync(HttpContext context, ApiTokenService tokens, TimeProvider time)
    {
        var errors = new Dictionary<string, string[]>();
        var query = new TokenQuery
        {
            OwnerId = Owner(context),
            Skip = ReadNumber(context.Request.Query["skip"], "skip", 0, 0, int.MaxValue, errors),
            Limit = ReadNumber(context.Request.Query["limit"], "limit", MaximumLimit, 1, MaximumLimit, errors),
        };
        if (errors.Count > 0)
        {
            return TokenProblems.Validation(errors);
        }

        var page = await tokens.ListAsync(query, context.RequestAborted);
        var now = time.GetUtcNow();
        return Results.Json(
            new([.. page.Items.Select(token => TokenResponse.Of(token, now))], page.Total),
            TokenJsonContext.Default.TokenListResponse);
    }

    public static async Task<IResult> GetAsync(HttpContext context, string id, ApiTokenService tokens, TimeProvider time) =>
        await tokens.FindAsync(Owner(context), id, context.RequestAborted) is { } token
            ? Results.Json(TokenResponse.Of(token, time.GetUtcNow()), TokenJsonContext.Default.TokenResponse)
            : TokenProblems.NotFound();

    public static async Task<IResult> RevokeAsync(HttpContext context, string id, ApiTokenService tokens) =>
        // Once begun, a revocation is seen through, even when the client does not wait for the answer.
        await tokens.RevokeAsync(Owner(context), id, CancellationToken.None)
            ? Results.NoContent()
            : TokenProblems.NotFound();

    private static string Owner(HttpContext context) => context.Features.GetRequiredFeature<TokenOwner>().Id;

    private static int ReadNumber(StringValues text, string field, int fallback, int minimum, int maximum, Dictionary<string, string[]> errors)
    {
        if (text.Count == 0)
        {
            return fallback;
        }

        if (text.Count == 1
            && int.TryParse(text[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= minimum
            && number <= maximum)
        {
            return number;
        }

        errors[field] = [$"Must be a whole number from {minimum} to {maximum}."];
        return fallback;
    }
}
