namespace EndToEnd;

/// <summary>
/// A service on local storage that the class shares with others: for tests that use only objects, updates and stages of their own, and
/// change no setting. One that <c>OCFL_E2E_URL</c> names, or in hostile mode one of the class's own.
/// </summary>
public class SharedServiceFixture : ServiceFixture
{
    private bool _isShared;

    /// <summary>What the service is on.</summary>
    private protected virtual ServiceStorage Storage => ServiceStorage.Local;

    public override async Task DisposeAsync()
    {
        if (_isShared)
        {
            Client.Dispose();
            await SharedService.ReleaseAsync(Storage);
        }
        else
        {
            await base.DisposeAsync();
        }
    }

    protected override async Task<IService> StartAsync()
    {
        if ((Profile.Url is not null && Storage == ServiceStorage.Local) || Profile.HostileSeed is not null)
        {
            return Storage == ServiceStorage.Local ? await base.StartAsync() : await StartOwnAsync(Storage);
        }

        _isShared = true;
        return await SharedService.GetAsync(Storage);
    }
}

/// <summary>The same with the storage root and the work area on Azurite.</summary>
public sealed class SharedBlobServiceFixture : SharedServiceFixture
{
    public override int ManyFiles => BlobServiceFixture.Many;

    private protected override ServiceStorage Storage => ServiceStorage.Blobs;
}
