using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>
/// The folder of a <see cref="LocalStorage"/> for what is not in its place yet: pending versions, and files that are being written.
/// </summary>
/// <remarks>
/// Beside the storage where that can be, since nothing is in the storage then but what belongs there. Where it cannot, since the storage
/// is a mount point or the folder above is closed to this user, it is in the storage, as an extension (OCFL 1.1, section 4.4), and goes
/// when nothing is in it.
/// </remarks>
internal sealed class PendingFolder
{
    /// <summary>The name of the extension of a storage root, where the folder is within it.</summary>
    public const string ExtensionName = "ocfl-functions-pending";

    private const long MillisecondsOfOwner = 1000;

    private readonly string _storage;
    private readonly string _ownNames = Guid.NewGuid().ToString("N");
    private long _lastName;
    private int _users;
    private KnownOwner? _owner;

    private PendingFolder(string storage, string path)
    {
        _storage = storage;
        Location = path;
        IsWithinStorage = path == Within(storage);
    }

    /// <summary>Its full path, without links where it was not named.</summary>
    public string Location { get; }

    /// <summary>Whether it is in the storage.</summary>
    public bool IsWithinStorage { get; }

    /// <summary>The folder of the pending versions.</summary>
    public string Updates => Path.Combine(Location, "updates");

    /// <summary>The folder of what is staged for objects, and waits for a commit.</summary>
    public string Stages => Path.Combine(Location, "stages");

    /// <summary>The folder of what was taken out of objects, and is kept.</summary>
    public string SetAside => Path.Combine(Location, "set-aside");

    /// <summary>The folder of the files that are being written.</summary>
    public string Writing => Path.Combine(Location, "writing");

    /// <summary>The folder of the lock files, where a file system needs them.</summary>
    public string Locks => Path.Combine(Location, "locks");

    /// <summary>
    /// Whose the storage's folder is: what the product makes for itself is theirs, too. Null if there is no folder yet, or no such
    /// thing.
    /// </summary>
    public FileOwner? Owner => LocalEntry.TryGet(_storage)?.Owner;

    /// <summary>The folder of a storage.</summary>
    /// <param name="storage">The storage's full path.</param>
    /// <param name="named">The full path of the folder that is wanted; null for a good one.</param>
    /// <exception cref="ArgumentException">The folder that is wanted is in the storage and not the extension, or around the
    /// storage.</exception>
    public static PendingFolder Find(string storage, string? named)
    {
        string real = RealPath.Resolve(storage);
        if (named is null)
        {
            string beside = real + ".pending";
            return new(real, Path.GetDirectoryName(real) is not null && CanBe(beside, real) ? beside : Within(real));
        }

        string realNamed = RealPath.Resolve(named);
        return realNamed == Within(real) || RealPath.AreApart(realNamed, real)
            ? new(real, realNamed)
            : throw new ArgumentException(
                $"The pending area {named} may be neither within the storage {storage} nor around it. Within it, it can be only "
                    + $"{Within(real)}.",
                nameof(named));
    }

    /// <summary>
    /// Takes an open file that has just been made for this storage from the administrator who made it, unless it is the owner's already.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="owner">Whose it is; null if that is not known.</param>
    public void GiveToOwner(SafeFileHandle file, FileOwner? owner = null)
    {
        if (WantedOwner is { } wanted && !wanted.IsSame(owner ?? LocalEntry.Get(file).Owner))
        {
            wanted.GiveContent(file);
        }
    }

    /// <summary>The same for a directory.</summary>
    public void GiveToOwner(string directory)
    {
        if (WantedOwner is { } wanted && !wanted.IsSame(LocalEntry.TryGet(directory)?.Owner))
        {
            wanted.GiveContent(directory);
        }
    }

    // To whom an administrator gives what it makes; null for others. What is that owner's already is not given: that would be a change of
    // the file system all the same.
    private FileOwner? WantedOwner => Environment.IsPrivilegedProcess ? OwnerOfNow() : null;

    // Asked for each file: it is looked at once a second.
    private FileOwner? OwnerOfNow()
    {
        long now = Environment.TickCount64;
        KnownOwner? known = _owner;
        if (known is null || now - known.Since >= MillisecondsOfOwner)
        {
            known = Owner is { } owner ? new KnownOwner(owner, now) : null;
            _owner = known;
        }

        return known?.Owner;
    }

    /// <summary>Creates it, or a folder in it, if it does not exist.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public void Make(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        try
        {
            FileOwner? owner = Owner;
            List<string> made = [];
            for (string? missing = folder; missing is not null && !Directory.Exists(missing); missing = Path.GetDirectoryName(missing))
            {
                made.Add(missing);
            }

            Directory.CreateDirectory(folder);
            made.Reverse();
            made.ForEach(path => owner?.GiveFolder(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The pending area {Location} cannot be made: {failure.Message.TrimEnd('.')}. It may be another folder on the volume of "
                    + $"{_storage}: {Advice}.",
                failure);
        }
    }

    /// <summary>How to name another folder, as the end of a sentence.</summary>
    public static string Advice => "name one with --pending DIR (tool) or the setting PendingPath (service)";

    /// <summary>
    /// A path for a file that is being written, which no other has. A random number for each would be a call of the system more.
    /// </summary>
    public string NewWritingPath() => Path.Combine(
        Writing, string.Create(CultureInfo.InvariantCulture, $"{_ownNames}-{Interlocked.Increment(ref _lastName):x}"));

    /// <summary>Announces that files are about to be written there, so that an empty folder stays until <see cref="End"/>.</summary>
    public void Begin() => Interlocked.Increment(ref _users);

    /// <summary>Takes the announcement back.</summary>
    public void End()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            RemoveIfEmpty();
        }
    }

    /// <summary>Removes what is empty of a folder in the storage, which must have no empty directories (OCFL 1.1, section 4.1).</summary>
    public void RemoveIfEmpty()
    {
        if (!IsWithinStorage)
        {
            return;
        }

        foreach (string folder in (string[])[Writing, Updates, Stages, SetAside, .. FoldersIn(Locks), Locks])
        {
            TryRemove(folder);
        }

        if (TryRemove(Location))
        {
            TryRemove(Path.GetDirectoryName(Location)!);
        }
    }

    /// <summary>Checks that a rename leads from here into the storage. To be called before anything is created.</summary>
    /// <exception cref="StorageException">None does.</exception>
    public void RequireSameMount()
    {
        if (IsWithinStorage || Nearest(Location) is not { } own || Nearest(_storage) is not { } storage)
        {
            return;
        }

        if (!AreOnSameMount(own.Entry, storage.Entry) || (storage.Path == _storage && !TryRename()))
        {
            throw new StorageException($"Nothing can be moved from the pending area {Location} into {_storage}: it is not on the volume "
                + $"of the storage, or one of them is a mount of its own. The pending area may be {Within(_storage)}, or any other "
                    + $"folder on the same mount: {Advice}.");
        }
    }

    private static string Within(string storage) => Path.Combine(storage, "extensions", ExtensionName);

    private static string[] FoldersIn(string folder) => Directory.Exists(folder) ? Directory.GetDirectories(folder) : [];

    private static bool TryRemove(string folder)
    {
        try
        {
            Directory.Delete(folder);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception used) when (used is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // Nothing is created to find out: a storage may be there only to be read.
    private static bool CanBe(string beside, string storage)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        try
        {
            return Nearest(beside) is { } place && Nearest(storage) is { } own && AreOnSameMount(place.Entry, own.Entry)
                && LocalAccess.FindRefusal(place.Path) is null;
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool AreOnSameMount(LocalEntry first, LocalEntry second) =>
        first.Mount != 0 && second.Mount != 0
            ? first.Mount == second.Mount
            : first.Volume == second.Volume || first.Volume == 0 || second.Volume == 0;

    // The folder itself, or the nearest one above that is there.
    private static (string Path, LocalEntry Entry)? Nearest(string folder)
    {
        for (string? existing = folder; existing is not null; existing = Path.GetDirectoryName(existing))
        {
            if (LocalEntry.TryGet(existing) is { Kind: StorageEntryKind.Directory } entry)
            {
                return (existing, entry);
            }
        }

        return null;
    }

    // Some file systems that consist of others rename within a part only. Another failure is reported by the write that fails.
    private bool TryRename()
    {
        string name = Guid.NewGuid().ToString("N");
        string from = Path.Combine(Updates, name);
        string to = Path.Combine(Within(_storage), name);
        try
        {
            Make(Updates);
            Directory.CreateDirectory(from);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            LocalRename.Move(from, to);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return !LocalRename.IsOtherVolume(failure);
        }
        finally
        {
            TryRemove(from);
            TryRemove(to);
            if (TryRemove(Within(_storage)))
            {
                TryRemove(Path.Combine(_storage, "extensions"));
            }
        }
    }

    private sealed record KnownOwner(FileOwner Owner, long Since);
}
