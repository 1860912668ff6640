using System.Collections.Concurrent;
using System.Net;
using Dhafnck.McpAuth.TestKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Dhafnck.McpAuth.Tests.Providers.Issuers;

/// <summary>How an issuer's keys are learned, and when they are asked for again.</summary>
public sealed class IssuerKeyChangeTests
{
    private static readonly IssuerKey Key = IssuerKeysOfTests.Rsa;
    private static readonly IssuerKey Next = IssuerKeysOfTests.P256;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task A_new_key_is_accepted_with_the_first_token_that_names_it()
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(issuer);
        (await server.StatusAsync(Key.Sign(issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.OK);

        issuer.Keys = [Key.ToJwk(), Next.ToJwk()];
        _time.Advance(TimeSpan.FromSeconds(30));

        (await server.StatusAsync(Next.Sign(issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(Key.Sign(issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.OK);
        issuer.KeySets.Should().Be(2);
    }

    [Fact]
    public async Task A_key_that_is_withdrawn_opens_nothing_after_five_minutes_not_even_for_a_token_in_use()
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(issuer);
        var token = Key.Sign(issuer.Claims(_time.GetUtcNow()));
        (await server.StatusAsync(token)).Should().Be(HttpStatusCode.OK);
        issuer.Keys = [Next.ToJwk()];

        _time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        (await server.StatusAsync(token)).Should().Be(HttpStatusCode.OK);
        issuer.KeySets.Should().Be(1);

        _time.Advance(TimeSpan.FromSeconds(1));
        (await server.StatusAsync(token)).Should().Be(HttpStatusCode.Unauthorized);
        (await server.StatusAsync(Next.Sign(issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.OK);
        issuer.KeySets.Should().Be(2);
    }

    [Fact]
    public async Task A_key_that_is_withdrawn_opens_nothing_once_a_new_one_was_asked_for()
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(issuer);
        var token = Key.Sign(issuer.Claims(_time.GetUtcNow()));
        (await server.StatusAsync(token)).Should().Be(HttpStatusCode.OK);

        issuer.Keys = [Next.ToJwk()];
        _time.Advance(TimeSpan.FromSeconds(30));
        (await server.StatusAsync(Next.Sign(issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.OK);

        (await server.StatusAsync(token)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Whoever_makes_up_keys_does_not_set_the_pace_at_which_the_issuer_is_asked()
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(issuer);

        for (var minute = 0; minute < 2; minute++)
        {
            await Task.WhenAll(Enumerable.Range(0, 40).Select(async number =>
                (await server.StatusAsync(Next.As($"made-up-{minute}-{number}").Sign(issuer.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.Unauthorized)));
            issuer.KeySets.Should().Be(minute + 1);
            _time.Advance(TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public async Task The_first_tokens_of_many_clients_ask_once()
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(issuer);

        var statuses = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => server.StatusAsync(Key.Sign(issuer.Claims(_time.GetUtcNow(), ("sub", $"user-{number}"))))));

        statuses.Should().AllBeEquivalentTo(HttpStatusCode.OK);
        (issuer.Discoveries, issuer.KeySets).Should().Be((1, 1));
    }

    [Fact]
    public async Task A_token_that_cannot_be_of_the_issuer_asks_for_nothing()
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(issuer);

        await server.StatusAsync(RawJwt.Hs256(McpTestServer.SecretKey, """{"alg":"HS256"}""", issuer.Claims(_time.GetUtcNow())));
        await server.StatusAsync(Key.Sign(issuer.Claims(_time.GetUtcNow(), ("iss", "https://another.example"))));

        (issuer.Discoveries, issuer.KeySets).Should().Be((0, 0));
    }

    [Fact]
    public async Task An_issuer_that_is_away_logs_nobody_out_and_is_asked_again()
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await _time.TrustAsync(issuer);
        var token = Key.Sign(issuer.Claims(_time.GetUtcNow()));
        (await server.StatusAsync(token)).Should().Be(HttpStatusCode.OK);

        issuer.Instead = Failing;
        for (var hour = 0; hour < 3; hour++)
        {
            _time.Advance(TimeSpan.FromHours(1));
            (await server.StatusAsync(token)).Should().Be(HttpStatusCode.OK);
            (await server.StatusAsync(Key.Sign(issuer.Claims(_time.GetUtcNow(), ("sub", $"new-{hour}"))))).Should().Be(HttpStatusCode.OK);
        }

        server.Log.Entries.Should().ContainSingle(entry => entry.Message.Contains($"The keys of the issuer {issuer.Authority} cannot be fetched"));
        issuer.Instead = null;
        issuer.Keys = [Next.ToJwk()];
        await Eventually.GetAsync(() => server.StatusAsync(token), status => status == HttpStatusCode.Unauthorized, () => _time.Advance(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Tokens_of_an_issuer_that_was_never_reached_get_503_and_nothing_else_suffers()
    {
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var healthy = await ExternalIssuer.StartAsync(Next);
        issuer.Instead = Failing;
        await using var server = await _time.TrustAsync(issuer, ("TrustedIssuers:1:Authority", healthy.Authority), ("TrustedIssuers:1:Audiences:0", ExternalIssuerServer.Audience));
        var token = Key.Sign(issuer.Claims(_time.GetUtcNow()));

        for (var request = 0; request < 5; request++)
        {
            using var response = await server.ListToolsAsync(token);
            response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
            response.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));
        }

        issuer.Discoveries.Should().Be(1);
        (await server.StatusAsync((await server.IssueAsync()).Value)).Should().Be(HttpStatusCode.OK);
        (await server.StatusAsync(Next.Sign(healthy.Claims(_time.GetUtcNow())))).Should().Be(HttpStatusCode.OK);

        issuer.Instead = null;
        _time.Advance(TimeSpan.FromSeconds(5));
        (await server.StatusAsync(token)).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_token_that_was_verified_again_is_known_as_it_was_before()
    {
        var results = new ConcurrentQueue<AccessTokenResult>();
        await using var issuer = await ExternalIssuer.StartAsync(Key);
        await using var server = await McpTestServer.StartAsync(options =>
        {
            options.Time = _time;
            options.Settings["McpAuth:Jwt:TrustedIssuers:0:Authority"] = issuer.Authority;
            options.Settings["McpAuth:Jwt:TrustedIssuers:0:Audiences:0"] = ExternalIssuerServer.Audience;
            options.Builder = builder => builder.Services.AddSingleton(results);
            options.Auth = auth => auth.UseProvider<NotingProvider>();
        });
        var token = Key.Sign(issuer.Claims(_time.GetUtcNow()));

        for (var request = 0; request < 6; request++)
        {
            (await server.StatusAsync(token)).Should().Be(HttpStatusCode.OK);
            _time.Advance(TimeSpan.FromMinutes(request % 2 == 0 ? 1 : 5));
        }

        issuer.KeySets.Should().Be(3);
        results.Distinct().Should().ContainSingle();
    }

    private sealed class NotingProvider(JwtBearerAuthDependencies dependencies, ConcurrentQueue<AccessTokenResult> results) : JwtBearerAuthProvider(dependencies)
    {
        public override async ValueTask<AccessTokenResult> LoadAccessTokenAsync(BearerTokenContext context, CancellationToken cancellationToken = default)
        {
            var result = await base.LoadAccessTokenAsync(context, cancellationToken);
            results.Enqueue(result);
            return result;
        }
    }

    private static Task Failing(Microsoft.AspNetCore.Http.HttpContext context)
    {
        context.Response.StatusCode = 500;
        return Task.CompletedTask;
    }
}
