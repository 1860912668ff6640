using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Dhafnck.McpAuth.Tokens.Api.OpenApi;

/// <summary>Adds to the API description, such as OpenAPI, what the handlers read themselves: bodies, headers and the query string.</summary>
internal sealed class TokenApiDescriptionProvider : IApiDescriptionProvider
{
    private readonly EmptyModelMetadataProvider _models = new();

    /// <summary>Runs after the framework's own provider (order -1100), which finds the endpoints.</summary>
    public int Order => 0;

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
        var operationIds = new HashSet<string>(StringComparer.Ordinal);
        foreach (var description in context.Results)
        {
            var metadata = description.ActionDescriptor.EndpointMetadata;
            if (metadata.OfType<TokenOperationMetadata>().LastOrDefault() is { } operation && operationIds.Add(operation.OperationId))
            {
                description.ActionDescriptor.AttributeRouteInfo = new() { Name = operation.OperationId };
            }

            foreach (var request in metadata.OfType<TokenRequestMetadata>())
            {
                Describe(description, request);
            }

            Describe(description, [.. metadata.OfType<TokenResponseMetadata>()]);
        }
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context)
    {
    }

    private void Describe(ApiDescription description, TokenRequestMetadata request)
    {
        if (request.Body is { } body)
        {
            description.ParameterDescriptions.Add(new()
            {
                Name = "body",
                Type = body,
                Source = BindingSource.Body,
                ModelMetadata = _models.GetMetadataForType(body),
                IsRequired = !request.IsBodyOptional,
            });
            foreach (var contentType in request.ContentTypes)
            {
                description.SupportedRequestFormats.Add(new() { MediaType = contentType });
            }
        }

        foreach (var parameter in request.Parameters?.GetConstructors().Single().GetParameters() ?? [])
        {
            description.ParameterDescriptions.Add(Describe(parameter));
        }
    }

    // The framework finds the responses in the order of their metadata, but drops their descriptions.
    private static void Describe(ApiDescription description, TokenResponseMetadata[] responses)
    {
        if (responses.Length == 0)
        {
            return;
        }

        var found = description.SupportedResponseTypes.OrderBy(response => response.StatusCode).ToList();
        description.SupportedResponseTypes.Clear();
        foreach (var response in found)
        {
            response.Description = responses.LastOrDefault(metadata => metadata.StatusCode == response.StatusCode)?.Description;
            description.SupportedResponseTypes.Add(response);
        }
    }

    private ApiParameterDescription Describe(ParameterInfo parameter)
    {
        var attributes = parameter.GetCustomAttributes(inherit: false);
        var header = attributes.OfType<IFromHeaderMetadata>().SingleOrDefault();
        return new()
        {
            Name = header?.Name ?? attributes.OfType<IFromQueryMetadata>().Single().Name!,
            Type = parameter.ParameterType,
            Source = header is null ? BindingSource.Query : BindingSource.Header,
            ModelMetadata = _models.GetMetadataForType(parameter.ParameterType),
            ParameterDescriptor = new DescribedParameter(parameter),
        };
    }
}
