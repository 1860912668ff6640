namespace Dhafnck.McpAuth.Tokens.Api.Scanners;

/// <summary>Marks the endpoint that receives the reports of secret scanners.</summary>
internal sealed class TokenScannerEndpoint
{
    public static readonly TokenScannerEndpoint Instance = new();
}
