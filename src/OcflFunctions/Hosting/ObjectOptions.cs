namespace OcflFunctions.Hosting;

/// <summary>What may be done with objects.</summary>
public sealed class ObjectOptions
{
    /// <summary>Whether an object may be purged: removed with all its versions (<c>DELETE /api/objects</c>).</summary>
    public bool AllowPurge { get; set; }
}
