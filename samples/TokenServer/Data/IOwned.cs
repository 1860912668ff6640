namespace TokenServer.Data;

/// <summary>Data that belongs to a user, that is to a subject of an issuer.</summary>
internal interface IOwned
{
    string OwnerIssuer { get; }

    string OwnerId { get; }
}
