using ModelContextProtocol.AspNetCore;

namespace Dhafnck.McpAuth.Tests.Bearer.Matrix;

/// <summary>With sessions for the clients that begin one, as the version of 2026 does not.</summary>
public sealed class StatefulServer() : MatrixServer(HttpServerSessionMode.StatefulForInitializeClients);
