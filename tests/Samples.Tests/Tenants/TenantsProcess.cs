namespace Samples.Tests.Tenants;

/// <summary>The sample of several tenants.</summary>
public sealed class TenantsProcess() : SharedSample("Tenants", "Development", ("JWT_SECRET_KEY", "a key for tests, of more than thirty-two bytes"));
