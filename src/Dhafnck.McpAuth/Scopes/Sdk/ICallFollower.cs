using System.Security.Claims;
using ModelContextProtocol.Protocol;

namespace Dhafnck.McpAuth.Scopes.Sdk;

/// <summary>Records which call a request to a stateless server contains, so that the call can be answered if its token becomes invalid.</summary>
internal interface ICallFollower
{
    /// <summary>Called when a call begins.</summary>
    /// <param name="message">The message that requests the call.</param>
    /// <param name="user">The principal that makes the call.</param>
    void Note(JsonRpcRequest message, ClaimsPrincipal? user);
}
