namespace EndToEnd;

/// <summary>The service of a class of tests, with its storage root and its work area on Azurite: a local host of the class's own.</summary>
public sealed class BlobServiceFixture : ServiceFixture
{
    public override int ManyFiles => 400;

    protected override Task<IService> StartAsync() => StartOwnAsync(ServiceStorage.Blobs);
}
