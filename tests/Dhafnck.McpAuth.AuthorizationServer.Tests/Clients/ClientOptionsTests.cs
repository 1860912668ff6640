using Microsoft.Extensions.Options;

namespace Dhafnck.McpAuth.AuthorizationServer.Tests.Clients;

/// <summary>Wrong settings of clients stop the host, and say what to do.</summary>
public sealed class ClientOptionsTests
{
    public static TheoryData<Action<ClientOptions>, string> WrongOptions() => new()
    {
        { clients => clients.Kinds = ClientKinds.None, "Clients.Kinds is 'None'" },
        { clients => clients.Kinds = (ClientKinds)8, "Clients.Kinds is '8'" },
        { clients => clients.DocumentHosts.Add("https://claude.ai"), "Clients.DocumentHosts has 'https://claude.ai'" },
        { clients => clients.DocumentHosts.Add("claude.ai:443"), "Clients.DocumentHosts has 'claude.ai:443'" },
        { clients => clients.DocumentHosts.Add("*.claude.ai"), "Clients.DocumentHosts has '*.claude.ai'" },
        { clients => clients.DocumentHosts.Add(""), "Clients.DocumentHosts has ''" },
        { clients => clients.RedirectSchemes.Add("javascript"), "Clients.RedirectSchemes has 'javascript'" },
        { clients => clients.RedirectSchemes.Add("http"), "Clients.RedirectSchemes has 'http'" },
        { clients => clients.RedirectSchemes.Add("cursor://"), "Clients.RedirectSchemes has 'cursor://'" },
        { clients => clients.RedirectSchemes.Add("Cursor"), "Clients.RedirectSchemes has 'Cursor'" },
        { clients => clients.DocumentDeadline = TimeSpan.Zero, "Clients.DocumentDeadline must be" },
        { clients => clients.DocumentDeadline = TimeSpan.FromMinutes(2), "Clients.DocumentDeadline must be" },
        { clients => clients.MaximumDocumentBytes = 0, "Clients.MaximumDocumentBytes must be" },
        { clients => clients.MaximumDocumentBytes = int.MaxValue, "Clients.MaximumDocumentBytes must be" },
        { clients => clients.MinimumDocumentAge = TimeSpan.FromSeconds(-1), "Clients.MinimumDocumentAge must be" },
        { clients => clients.MinimumDocumentAge = TimeSpan.FromDays(2), "Clients.MinimumDocumentAge must be" },
        { clients => clients.MaximumDocumentAge = TimeSpan.FromDays(31), "Clients.MaximumDocumentAge must be" },
        { clients => clients.NewClientsPerHour = 0, "Clients.NewClientsPerHour must be" },
        { clients => clients.UnusedRegistrationLifetime = TimeSpan.FromMinutes(59), "Clients.UnusedRegistrationLifetime must be" },
        { clients => clients.UnusedRegistrationLifetime = TimeSpan.FromDays(366), "Clients.UnusedRegistrationLifetime must be" },
    };

    [Theory]
    [MemberData(nameof(WrongOptions), DisableDiscoveryEnumeration = true)]
    public async Task A_wrong_setting_stops_the_host(Action<ClientOptions> change, string message)
    {
        var starting = async () => await ClientServer.StartAsync(clients: change);

        (await starting.Should().ThrowAsync<OptionsValidationException>()).WithMessage($"*{message}*");
    }
}
