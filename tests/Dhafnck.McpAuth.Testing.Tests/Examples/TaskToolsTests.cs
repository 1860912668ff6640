namespace Dhafnck.McpAuth.Testing.Tests.Examples;

public sealed class TaskToolsTests
{
    [Fact]
    public void A_task_is_created_by_the_user_of_the_token()
    {
        var alice = TestPrincipal.Create("alice", "write:tasks");

        var answer = TaskTools.CreateTask(alice, "Try it");

        Assert.Equal("alice created 'Try it'.", answer);
    }
}
