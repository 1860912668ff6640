using Dhafnck.McpAuth.Bearer.Gate;
using Dhafnck.McpAuth.Bearer.OpenRequests;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer.Stdio;

/// <summary>The session as an open use of its token, so that it is checked again for as long as the process runs.</summary>
internal sealed class OpenSession(BearerAuthentication authentication, StdioSession session, StdioCredential credential) : OpenUse(authentication)
{
    public override HttpContext? Copy() => session.Refusal is null ? credential.CreateRequest() : null;

    public override bool TryInterrupt(string reason)
    {
        session.End(BearerRefusal.InvalidToken(reason));
        return true;
    }

    public override void Abandon()
    {
        // Nothing runs for the session itself. Its calls are open uses of their own.
    }

    public override bool TryEnd() => false;
}
