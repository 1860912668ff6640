using Dhafnck.McpAuth.Hosting;

namespace UpstreamSignIn.Variations;

/// <summary>Clients that an enterprise's identity provider lets in.</summary>
internal static class Enterprise
{
    public static void AddAcme(this McpAuthBuilder mcpAuth)
    {
        mcpAuth.AddEnterpriseUsers<AcmeUsers>();
    }
}
