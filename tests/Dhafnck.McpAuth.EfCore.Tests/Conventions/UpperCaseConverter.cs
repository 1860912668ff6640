using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Dhafnck.McpAuth.EfCore.Tests.Conventions;

/// <summary>A conversion that an application has for its own texts.</summary>
public sealed class UpperCaseConverter() : ValueConverter<string, string>(text => text.ToUpperInvariant(), text => text);
