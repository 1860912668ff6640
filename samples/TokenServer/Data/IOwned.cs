namespace TokenServer.Data;

/// <summary>What belongs to a user: to a subject of an issuer.</summary>
internal interface IOwned
{
    string OwnerIssuer { get; }

    string OwnerId { get; }
}
