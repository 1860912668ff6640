namespace Conformance.Tests.Fixtures;

/// <summary>The smallest files of their kinds.</summary>
internal static class Samples
{
    /// <summary>A PNG of one grey pixel.</summary>
    public static byte[] Png { get; } = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==");

    /// <summary>A WAV of one silent sample.</summary>
    public static byte[] Wav { get; } = Convert.FromBase64String(
        "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQIAAAAAAA==");
}
