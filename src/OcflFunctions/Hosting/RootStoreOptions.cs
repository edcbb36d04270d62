namespace OcflFunctions.Hosting;

/// <summary>Where the OCFL storage root is.</summary>
public sealed class RootStoreOptions : StoreOptions
{
    /// <summary>Whether a storage root is made where there is nothing yet. Where there is something else, none is ever made.</summary>
    public bool CreateRoot { get; set; } = true;

    /// <inheritdoc/>
    internal override bool CreatesContainer => CreateRoot;
}
