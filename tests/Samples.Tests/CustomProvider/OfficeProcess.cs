namespace Samples.Tests.CustomProvider;

/// <summary>The sample with a provider of its own, which lets tokens in from the addresses in their metadata.</summary>
public sealed class OfficeProcess() : SharedSample("CustomProvider", "Development", ("JWT_SECRET_KEY", "a key for tests, of more than thirty-two bytes"), ("DEVELOPMENT_PASSWORD", "pw"));
