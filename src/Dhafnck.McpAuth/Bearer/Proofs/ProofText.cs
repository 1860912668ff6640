namespace Dhafnck.McpAuth.Bearer.Proofs;

/// <summary>What is wrong with a DPoP proof, for the developer of the client. Only a client with a valid token receives it.</summary>
internal static class ProofText
{
    public const string Missing = "The request has no DPoP proof. Send one in the header DPoP (RFC 9449).";
    public const string Repeated = "The request has more than one header DPoP.";
    public const string Malformed = "The DPoP proof is not a signed JWT.";
    public const string OtherType = "The DPoP proof must have the type (typ) dpop+jwt.";
    public const string OtherAlgorithm = "The DPoP proof is signed with an algorithm that this server does not accept.";
    public const string NoKey = "The DPoP proof must have a public EC or RSA key (jwk) in its header.";
    public const string PrivateKey = "The DPoP proof contains a private key. Replace the key: it is no longer secret.";
    public const string UnusableKey = "The key (jwk) of the DPoP proof is too small, or does not fit its algorithm (alg).";
    public const string MissingClaim = "The DPoP proof must have the claims jti, htm, htu, iat and ath.";
    public const string OtherKey = "The DPoP proof has another key than the one that the access token is bound to.";
    public const string WrongSignature = "The signature of the DPoP proof is invalid.";
    public const string OtherMethod = "The DPoP proof is for another HTTP method (htm).";
    public const string OtherAddress = "The DPoP proof is for another URL (htu).";
    public const string OtherToken = "The DPoP proof is for another access token (ath).";
    public const string TooOld = "The DPoP proof is too old (iat). Make one for each request.";
    public const string TooNew = "The DPoP proof was made in the future (iat). Set the clock of the client.";
    public const string NoNonce = "The DPoP proof needs a nonce of this server. Use the one in the header DPoP-Nonce.";
    public const string OtherNonce = "The nonce of the DPoP proof is not valid, or no longer. Use the one in the header DPoP-Nonce.";
    public const string Replayed = "The DPoP proof was used before (jti). Make one for each request.";
}
