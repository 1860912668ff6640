namespace Dhafnck.McpAuth.Tokens.Page;

/// <summary>One file of the page, uncompressed and compressed with gzip.</summary>
internal sealed record TokenPageAsset(string ContentType, byte[] Content, byte[] Compressed);
