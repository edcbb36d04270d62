namespace Ocfl.Archives;

/// <summary>The form of an archive of a version.</summary>
public enum ArchiveFormat
{
    /// <summary>ZIP, with ZIP64 where it is needed.</summary>
    Zip,

    /// <summary>tar (POSIX.1-2001, pax).</summary>
    Tar,

    /// <summary>A BagIt 1.0 bag (RFC 8493) in a tar archive; the version's files are its payload.</summary>
    Bag,
}
