using System.Text;
using Dhafnck.McpAuth.Scopes;

namespace Dhafnck.McpAuth.Tokens.Operations;

/// <summary>Validates a <see cref="NewApiToken"/> or <see cref="ApiTokenUpdate"/>. Errors are keyed by REST field name.</summary>
internal sealed class NewApiTokenValidator(ScopeCatalog catalog, JwtOptions jwt)
{
    private const int MaximumNameLength = 100;
    private const int MaximumCodeUnits = 12;
    private const int MaximumScopes = 100;
    private const int MaximumAddresses = 100;
    private const int MaximumMetadataKeyLength = 100;

    public Dictionary<string, string[]> Validate(NewApiToken request)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        Add(errors, "name", CheckName(request.Name));
        Add(errors, "scopes", CheckScopes(request.Scopes));
        Add(errors, "expires_in_days", Range(request.ExpiresInDays, NewApiToken.MaximumDays, "days"));
        Add(errors, "rate_limit", Range(request.RateLimit, NewApiToken.MaximumRateLimit, "requests per hour"));
        Add(errors, "audience", CheckAudience(request.Audience));
        Add(errors, "allowed_addresses", CheckAddresses(request.AllowedAddresses));
        Add(errors, "rotatable_for_days", Range(request.RotatableForDays, NewApiToken.MaximumRotatableDays, "days"));
        Add(errors, "metadata", CheckMetadata(request.Metadata!));
        return errors;
    }

    public Dictionary<string, string[]> Validate(ApiTokenUpdate change)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        Add(errors, "name", change.Name is null ? [] : CheckName(change.Name));
        Add(errors, "scopes", change.Scopes is null ? [] : CheckScopes(change.Scopes));
        Add(errors, "rate_limit", change.RateLimit is { } limit ? Range(limit, NewApiToken.MaximumRateLimit, "requests per hour") : []);
        Add(errors, "allowed_addresses", CheckAddresses(change.AllowedAddresses));
        return errors;
    }

    /// <summary>Validates the resulting metadata of a token.</summary>
    public static Dictionary<string, string[]> ValidateMetadata(IReadOnlyDictionary<string, string?> metadata)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        Add(errors, "metadata", CheckMetadata(metadata));
        return errors;
    }

    private static void Add(Dictionary<string, string[]> errors, string field, IEnumerable<string> messages)
    {
        if (messages.ToArray() is { Length: > 0 } found)
        {
            errors[field] = found;
        }
    }

    private static IEnumerable<string> CheckName(string? name)
    {
        if (string.IsNullOrWhiteSpace(name) || !DisplayText.IsVisible(name))
        {
            yield return "Give the token a name of 1 to 100 characters.";
        }
        else if (DisplayText.CountCharacters(name) > MaximumNameLength)
        {
            yield return $"The name has {DisplayText.CountCharacters(name)} characters; at most {MaximumNameLength} are allowed.";
        }
        else if (name.Length > MaximumNameLength * MaximumCodeUnits)
        {
            yield return $"The name has {name.Length} UTF-16 code units; at most {MaximumNameLength * MaximumCodeUnits} are allowed.";
        }
        else if (DisplayText.DescribeForbidden(name) is { } forbidden)
        {
            yield return $"The name contains {forbidden}, which is not allowed.";
        }
    }

    private IEnumerable<string> CheckScopes(IReadOnlyList<string?>? scopes)
    {
        if (scopes is null or [])
        {
            yield return $"Choose at least one scope: {GrantableNames()}.";
            yield break;
        }

        if (scopes.Count > MaximumScopes)
        {
            yield return $"There are {scopes.Count} scopes; at most {MaximumScopes} are allowed.";
            yield break;
        }

        foreach (var scope in scopes.Distinct(StringComparer.Ordinal).Where(scope => scope is null || !catalog.IsGrantable(scope)))
        {
            yield return scope switch
            {
                McpScopes.Admin => "The scope 'mcp:admin' cannot be granted here; an administrator sets it in the database.",
                { } name when catalog.Contains(name) => $"The scope '{name}' cannot be requested; other scopes imply it. Choose from: {GrantableNames()}.",
                _ => $"The scope '{ScopeToken.Escape(scope)}' is unknown. Choose from: {GrantableNames()}.",
            };
        }
    }

    private string GrantableNames() => string.Join(", ", catalog.Grantable.Select(scope => scope.Name));

    private static IEnumerable<string> Range(int value, int maximum, string unit)
    {
        if (value < 1 || value > maximum)
        {
            yield return $"Must be from 1 to {maximum} {unit}; it is {value}.";
        }
    }

    private IEnumerable<string> CheckAudience(string? audience)
    {
        if (audience is not null && !jwt.Audiences.Contains(audience, StringComparer.Ordinal))
        {
            yield return $"The audience must be one of: {string.Join(", ", jwt.Audiences)}.";
        }
    }

    private static IEnumerable<string> CheckAddresses(IReadOnlyList<string?>? addresses)
    {
        if (addresses?.Count > MaximumAddresses)
        {
            return [$"There are {addresses.Count} addresses; at most {MaximumAddresses} are allowed."];
        }

        return (addresses ?? [])
            .Where(address => AddressRange.Normalize(address) is null)
            .Select(address => $"'{ScopeToken.Escape(address)}' is not {AddressRange.PlainForm}.");
    }

    private static IEnumerable<string> CheckMetadata(IReadOnlyDictionary<string, string?>? metadata)
    {
        if (metadata is null)
        {
            yield break;
        }

        var size = metadata.Sum(entry => Encoding.UTF8.GetByteCount(entry.Key) + Encoding.UTF8.GetByteCount(entry.Value ?? ""));
        if (size > NewApiToken.MaximumMetadataBytes)
        {
            yield return $"The keys and values have {size} bytes; at most {NewApiToken.MaximumMetadataBytes} are allowed.";
            yield break;
        }

        foreach (var (key, value) in metadata)
        {
            if (string.IsNullOrWhiteSpace(key) || key.Length > MaximumMetadataKeyLength || DisplayText.DescribeForbidden(key) is not null)
            {
                yield return $"Each key must have 1 to {MaximumMetadataKeyLength} characters, without control, text-direction or invisible characters.";
            }
            else if (value is null)
            {
                yield return $"The value of '{key}' must be a string.";
            }
            else if (DisplayText.DescribeForbidden(value) is { } forbidden)
            {
                yield return $"The value of '{key}' contains {forbidden}, which is not allowed.";
            }
        }
    }
}
