using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace TokenServer.Setup;

/// <summary>The OpenAPI document: the descriptions of the endpoints, and the security schemes of this application's sign-in.</summary>
internal static class ApiDocument
{
    private const string User = "user";
    private const string UserCookie = "user-cookie";
    private const string ApiToken = "api-token";

    public static void AddApiDocument(this WebApplicationBuilder builder)
    {
        // Otherwise numbers are described as strings too, which the token API does not accept.
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        builder.Services.AddOpenApi(options => options
            .AddDocumentTransformer((document, _, _) => Describe(document))
            .AddOperationTransformer((operation, context, _) => Describe(operation, context)));
    }

    private static Task Describe(OpenApiDocument document)
    {
        document.Info = new()
        {
            Title = "Token server",
            Version = "v2",
            Description = "The API tokens of the signed-in user, and the sign-in itself. The MCP endpoints speak JSON-RPC and describe themselves.",
        };
        document.AddComponent<IOpenApiSecurityScheme>(User, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "The accessToken of POST /api/auth/login.",
        });
        document.AddComponent<IOpenApiSecurityScheme>(UserCookie, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = ".AspNetCore.Identity.Application",
            Description = "The cookie of POST /api/auth/login?useCookies=true.",
        });
        document.AddComponent<IOpenApiSecurityScheme>(ApiToken, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = "An API token, which a user generates with POST /api/v2/tokens/.",
        });
        return Task.CompletedTask;
    }

    private static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        // An endpoint that allows anonymous access needs an API token: no other endpoint here allows it.
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        string[] schemes = metadata.OfType<IAllowAnonymous>().Any() ? [ApiToken] : metadata.OfType<IAuthorizeData>().Any() ? [User, UserCookie] : [];
        operation.Security = [.. schemes.Select(scheme => new OpenApiSecurityRequirement { [new(scheme, context.Document)] = [] })];
        if (schemes.Length == 0)
        {
            return Task.CompletedTask;
        }

        foreach (var (status, response) in operation.Responses ?? [])
        {
            Describe(status, (OpenApiResponse)response);
        }

        return Task.CompletedTask;
    }

    private static void Describe(string status, OpenApiResponse response)
    {
        if (response.Content?.Values.Any(content => content.Schema is OpenApiSchemaReference { Reference.Id: "TokenResponse" }) == true)
        {
            Add("ETag", "The version of the record, for If-Match.");
        }

        switch (status)
        {
            case "201":
                Add("Location", "The URL of the record.");
                break;
            case "401":
                Add("WWW-Authenticate", "The challenge (RFC 6750).");
                break;
            case "429" or "503":
                Add("Retry-After", "The time after which to retry, in seconds.", JsonSchemaType.Integer);
                break;
        }

        void Add(string name, string description, JsonSchemaType type = JsonSchemaType.String)
        {
            response.Headers ??= new Dictionary<string, IOpenApiHeader>();
            response.Headers[name] = new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = type } };
        }
    }
}
