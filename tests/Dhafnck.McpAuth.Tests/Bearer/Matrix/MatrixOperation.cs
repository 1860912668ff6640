namespace Dhafnck.McpAuth.Tests.Bearer.Matrix;

/// <summary>What a request of the matrix asks for.</summary>
public enum MatrixOperation
{
    Tool,
    Prompt,
    Resource,
    List,
}
