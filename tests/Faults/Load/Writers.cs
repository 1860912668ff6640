using Faults.Records;

namespace Faults.Load;

/// <summary>Users who create, rotate, change and revoke tokens, one write after another.</summary>
internal sealed class Writers(Stage stage)
{
    private const int Kept = 12;

    public async Task RunAsync(int user, Random random, CancellationToken stopping)
    {
        var writes = new TokenWrites(stage, random);
        var own = new List<LedgerToken>();
        while (!stopping.IsCancellationRequested)
        {
            if (own.Count < Kept || random.Next(4) == 0)
            {
                if (await writes.CreateAsync(user) is { } created)
                {
                    own.Add(created);
                    stage.Ledger.Add(created);
                }
            }
            else
            {
                await ChangeAsync(writes, own, random);
            }

            await Clock.PauseAsync(TimeSpan.FromMilliseconds(random.Next(50, 250)));
        }
    }

    private static async Task ChangeAsync(TokenWrites writes, List<LedgerToken> own, Random random)
    {
        var index = random.Next(own.Count);
        var token = own[index];
        switch (token.State.Value is null ? 2 : random.Next(3))
        {
            case 0:
                await writes.RotateAsync(token);
                break;
            case 1:
                await writes.ChangeScopesAsync(token);
                break;
            default:
                await writes.RevokeAsync(token);
                own.RemoveAt(index);
                break;
        }
    }
}
