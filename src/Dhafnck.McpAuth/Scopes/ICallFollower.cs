using System.Security.Claims;
using ModelContextProtocol.Protocol;

namespace Dhafnck.McpAuth.Scopes;

/// <summary>Is told which call a request of a stateless server brought, so that the call can be answered when its token ends.</summary>
internal interface ICallFollower
{
    /// <summary>A call begins.</summary>
    /// <param name="message">The message that asks for it.</param>
    /// <param name="user">Who calls.</param>
    void Note(JsonRpcRequest message, ClaimsPrincipal? user);
}
