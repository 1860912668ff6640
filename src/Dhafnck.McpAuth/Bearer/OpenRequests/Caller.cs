using Dhafnck.McpAuth.Bearer.Gate;
using Microsoft.AspNetCore.Http;

namespace Dhafnck.McpAuth.Bearer.OpenRequests;

/// <summary>The caller of a message.</summary>
/// <param name="Authentication">The authentication of the request that brought the message.</param>
/// <param name="Request">A copy of the request, where sessions run the call; otherwise <see langword="null"/>.</param>
internal sealed record Caller(BearerAuthentication Authentication, HttpContext? Request);
