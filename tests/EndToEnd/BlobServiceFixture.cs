namespace EndToEnd;

/// <summary>The service of a class of tests, with its storage root and its work area on Azurite: a local host of the class's own.</summary>
public sealed class BlobServiceFixture : ServiceFixture
{
    /// <summary>How many files keep it busy; more than are copied in single steps.</summary>
    internal const int Many = 320;

    public override int ManyFiles => Many;

    protected override Task<IService> StartAsync() => StartOwnAsync(ServiceStorage.Blobs);
}
