using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Ocfl.Storage;

/// <summary>A local file that grows. The operating system keeps a second writer out as long as the file is open.</summary>
internal sealed class LocalGrowingFile : GrowingFile
{
    // What the runtime reports if another holds the file: EAGAIN of Linux, EWOULDBLOCK of macOS, a sharing violation of Windows.
    private static readonly int[] InUse = [11, 35, unchecked((int)0x80070020)];

    /// <summary>After so many bytes the disk begins to write, so that a flush waits for few of them.</summary>
    private const long HandOverLength = 8 << 20;

    private readonly LocalFolder _folder;
    private readonly string _path;
    private readonly SafeFileHandle _handle;
    private DirectWriter? _direct;
    private bool _isNameDurable;
    private long _handedOver;
    private long _flushed;
    private bool _isTooLong;

    private LocalGrowingFile(LocalFolder folder, string path, SafeFileHandle handle, long length, bool isTooLong) : base(length)
    {
        _isTooLong = isTooLong;
        _handedOver = length;
        _flushed = length;
        _folder = folder;
        _path = path;
        _handle = handle;
    }

    /// <summary>
    /// Opens a file. What is beyond a length is cut off before the first change: a caller that finds out that it must not write has
    /// changed nothing.
    /// </summary>
    public static LocalGrowingFile Open(LocalFolder folder, string path, long length)
    {
        SafeFileHandle handle = Open(folder, path, isNew: length == 0);
        try
        {
            long present = RandomAccess.GetLength(handle);
            if (present < length)
            {
                throw new StorageException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{path}' in {folder.Location} has {present} bytes, and {length} were written to it: it is damaged."));
            }

            return new LocalGrowingFile(folder, path, handle, length, isTooLong: present > length);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask AppendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        await _folder.Failures.GuardAsync(_path, async () =>
        {
            CutOff();
            if (_folder.Flushes && Length >= DirectWriter.PaysFrom)
            {
                _direct ??= new DirectWriter(_handle);
                await Task.Run(() => _direct.Write(data.Span, Length), cancellationToken).ConfigureAwait(false);
            }
            else if (data.Length > LocalWriter.CheapToWrite)
            {
                await RandomAccess.WriteAsync(_handle, data, Length, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                LocalBytes.Write(_handle, data.Span, Length);
            }

            return true;
        }).ConfigureAwait(false);
        Length += data.Length;
        if (_folder.Flushes && Length - _handedOver >= HandOverLength)
        {
            DurableFile.BeginWriting(_handle, _handedOver, Length - _handedOver);
            _handedOver = Length;
        }
    }

    /// <inheritdoc/>
    public override Task<StorageFile> FlushAsync(CancellationToken cancellationToken = default) => _folder.Failures.GuardAsync(
        _path,
        () => Length - _flushed <= LocalWriter.CheapToWrite ? Task.FromResult(Flush()) : Task.Run(Flush, cancellationToken));

    private StorageFile Flush()
    {
        CutOff();
        _folder.Flush(_handle, _path);
        if (!_isNameDurable)
        {
            _folder.FlushDirectoryOf(_path);
            _isNameDurable = true;
        }

        _flushed = Length;
        return LocalReader.Describe(_path, LocalEntry.Get(_handle));
    }

    private void CutOff()
    {
        if (_isTooLong)
        {
            RandomAccess.SetLength(_handle, Length);
            _isTooLong = false;
        }
    }

    /// <inheritdoc/>
    protected override ValueTask CloseAsync()
    {
        _handle.Dispose();
        return ValueTask.CompletedTask;
    }

    private static SafeFileHandle Open(LocalFolder folder, string path, bool isNew)
    {
        if (isNew)
        {
            folder.MakeDirectory(StoragePath.GetDirectory(path), isFlushedNext: true);
        }

        try
        {
            SafeFileHandle handle = File.OpenHandle(
                folder.FullPath(path), isNew ? FileMode.OpenOrCreate : FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            folder.Pending.GiveToOwner(handle);
            return handle;
        }
        catch (IOException failure) when (InUse.Contains(failure.HResult))
        {
            throw new StorageConditionException(path, "nobody else may write to it", failure);
        }
        catch (IOException failure) when (isNew && folder.IsRefusalOfName(path, failure))
        {
            throw new StorageNameException(path, folder.Location, failure);
        }
    }
}
