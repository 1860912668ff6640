namespace Dhafnck.McpAuth.Tests.Bearer.Matrix;

public sealed class StatelessMatrixTests(StatelessServer server) : StatusMatrix(server), IClassFixture<StatelessServer>
{
    protected override bool HasSession(string version) => false;
}
