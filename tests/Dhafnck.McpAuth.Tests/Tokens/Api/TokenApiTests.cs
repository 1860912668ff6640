using Dhafnck.McpAuth.TestKit.Hosting;
using Dhafnck.McpAuth.TestKit.Tokens;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Tokens.Api;

/// <summary>Tests of what the token API answers before any store is asked, or whichever store is: one run of them is enough.</summary>
public abstract class TokenApiTests
{
    private readonly FakeTimeProvider _time = new(SampleTokens.Noon);

    protected McpTestServerOptions Setup => new() { Time = _time, Settings = { ["JWT_AUDIENCE"] = "mcp-server,second" } };
}
