using System.Reflection;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Infrastructure;

namespace Dhafnck.McpAuth.Tokens.Api.OpenApi;

/// <summary>A parameter with the attributes that describe it in the API description.</summary>
internal sealed class DescribedParameter(ParameterInfo parameter) : ParameterDescriptor, IParameterInfoParameterDescriptor
{
    public ParameterInfo ParameterInfo => parameter;
}
