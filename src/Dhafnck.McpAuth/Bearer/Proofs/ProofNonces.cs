using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Dhafnck.McpAuth.Bearer.Proofs;

/// <summary>
/// The nonces of the server (RFC 9449 §9): the time of their creation, protected by ASP.NET Core Data Protection. Nothing is stored,
/// so each instance with the same keys accepts them.
/// </summary>
internal sealed class ProofNonces(IDataProtectionProvider protection, DpopOptions options, TimeProvider time)
{
    private const string Purpose = "Dhafnck.McpAuth.Dpop.Nonce";
    private const int MaximumLength = 512;

    private readonly IDataProtector _protector = protection.CreateProtector(Purpose);

    public string Create()
    {
        var created = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(created, time.GetUtcNow().ToUnixTimeMilliseconds());
        return Base64Url.EncodeToString(_protector.Protect(created));
    }

    /// <summary>Returns the age of a nonce that is valid; otherwise <see langword="null"/>.</summary>
    public TimeSpan? AgeOf(string nonce)
    {
        if (nonce.Length > MaximumLength || !Base64Url.IsValid(nonce))
        {
            return null;
        }

        try
        {
            var created = BinaryPrimitives.ReadInt64BigEndian(_protector.Unprotect(Base64Url.DecodeFromChars(nonce)));
            var age = time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(created);

            // Another instance's clock can be ahead.
            return age > -ProofVerifier.ClockSkew && age < options.NonceLifetime ? age : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Whether clients should change to a new nonce, so that none of their requests fails because the old one has expired.</summary>
    public bool IsAging(TimeSpan age) => age > options.NonceLifetime / 2;
}
