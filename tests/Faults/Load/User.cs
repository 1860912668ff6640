using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Faults.Servers;

namespace Faults.Load;

/// <summary>A signed-in user, who manages tokens over REST at any process.</summary>
internal sealed class User(string accessToken)
{
    /// <summary>Registers a user and signs in.</summary>
    public static async Task<User> SignInAsync(Instance instance)
    {
        var credentials = new { email = $"{Guid.NewGuid():N}@example.com", password = "Passw0rd" };
        using var registered = await instance.Http.PostAsJsonAsync("/api/auth/register", credentials);
        registered.EnsureSuccessStatusCode();
        using var login = await instance.Http.PostAsJsonAsync("/api/auth/login", credentials);
        login.EnsureSuccessStatusCode();
        return new((await login.Content.ReadFromJsonAsync<JsonObject>())!["accessToken"]!.GetValue<string>());
    }

    /// <summary>Sends a request about tokens.</summary>
    /// <returns>The status, or <see langword="null"/> if there was no answer, and the body.</returns>
    public async Task<(int? Status, JsonObject? Body)> SendAsync(Instance instance, HttpMethod method, string path, object? body = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, "/api/v2/tokens/" + path);
        request.Headers.Authorization = new("Bearer", accessToken);
        request.Content = body is null ? null : JsonContent.Create(body);
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        try
        {
            using var response = await instance.Http.SendAsync(request);
            var answer = response.IsSuccessStatusCode && (int)response.StatusCode != 204 ? await response.Content.ReadFromJsonAsync<JsonObject>() : null;
            return ((int)response.StatusCode, answer);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
        {
            return (null, null);
        }
    }
}
