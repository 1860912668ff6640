using ModelContextProtocol.AspNetCore;

namespace Dhafnck.McpAuth.Tests.Bearer.Matrix;

public sealed class StatelessServer() : MatrixServer(HttpServerSessionMode.Stateless);
