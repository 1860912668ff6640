using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.Tests.Hosting;

/// <summary>A duration is read in one way, whichever setting it is of.</summary>
public sealed class DurationSettingTests
{
    public static TheoryData<string> Settings =>
    [
        .. from room in typeof(McpAuthOptions).GetProperties()
           from setting in room.PropertyType.GetProperties()
           where (Nullable.GetUnderlyingType(setting.PropertyType) ?? setting.PropertyType) == typeof(TimeSpan)
           select $"{room.Name}:{setting.Name}",
    ];

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task What_could_be_hours_or_days_stops_the_start(string setting)
    {
        foreach (var text in new[] { "24", "10", "24:00:00", "00:30", "30.00:00", "-00:00:01", "1:00:00", "PT5S", " 00:00:05" })
        {
            var start = () => ReadAsync((setting, text));

            (await start.Should().ThrowAsync<OptionsValidationException>("of {0}", text)).WithMessage($"McpAuth:{setting} is '{text}'*d.]hh:mm:ss*1.00:00:00*");
        }
    }

    [Fact]
    public async Task Days_hours_and_fractions_of_a_second_are_read()
    {
        var options = await ReadAsync(
            ("Tokens:PruneAfter", "90.12:00:00"), ("Tokens:IdempotencyKeyLifetime", "12:30:00"), ("Cache:PollInterval", "00:00:00.5"), ("Cache:RecordLifetime", "0.00:00:01.1234567"));

        options.Tokens.PruneAfter.Should().Be(TimeSpan.FromDays(90.5));
        options.Tokens.IdempotencyKeyLifetime.Should().Be(TimeSpan.FromHours(12.5));
        options.Cache.PollInterval.Should().Be(TimeSpan.FromMilliseconds(500));
        options.Cache.RecordLifetime.Should().Be(new TimeSpan(11234567));
    }

    [Theory]
    [InlineData("Tokens.PruneAfter must be*", "Tokens:PruneAfter", "3650.00:00:01")]
    [InlineData("Tokens.IdempotencyKeyLifetime must be*", "Tokens:IdempotencyKeyLifetime", "30.00:00:01")]
    [InlineData("Tokens.IdempotencyKeyLifetime must be*", "Tokens:IdempotencyKeyLifetime", "00:00:00")]
    [InlineData("Cache.PollInterval must be*", "Cache:PollInterval", "00:00:00.0000001")]
    [InlineData("Cache.PollInterval must be*", "Cache:PollInterval", "00:00:05")]
    [InlineData("Cache.StalenessBound must be*", "Cache:StalenessBound", "00:01:01")]
    [InlineData("Cache.RecordLifetime must be*", "Cache:RecordLifetime", "00:00:31")]
    public async Task A_duration_that_nobody_can_mean_stops_the_start(string message, string setting, string text)
    {
        var start = () => ReadAsync((setting, text));

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage(message);
    }

    [Fact]
    public async Task A_duration_of_code_has_the_same_bounds()
    {
        var start = () => McpTestServer.StartAsync(options => options.Code = auth =>
            (auth.Tokens.PruneAfter, auth.Tokens.IdempotencyKeyLifetime, auth.Cache.StalenessBound) = (TimeSpan.MaxValue, TimeSpan.MaxValue, TimeSpan.MaxValue));

        (await start.Should().ThrowAsync<OptionsValidationException>()).WithMessage("*PruneAfter*IdempotencyKeyLifetime*StalenessBound*");
    }

    private static async Task<McpAuthOptions> ReadAsync(params (string Key, string? Value)[] settings)
    {
        var setup = new McpTestServerOptions { RemembersRecords = true, Map = app => app.MapMcp("/mcp").RequireMcpAuth() };
        await using var server = await setup.Set("McpAuth:", settings).StartAsync();
        return server.Services.GetRequiredService<IOptions<McpAuthOptions>>().Value;
    }
}
