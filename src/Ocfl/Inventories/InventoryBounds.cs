using System.Globalization;
using Ocfl.Findings;

namespace Ocfl.Inventories;

/// <summary>The limits of reading an inventory: counts the memory that it takes, and stops the reader when that is too much.</summary>
internal sealed class InventoryBounds(InventoryParserContext context, FindingNotes notes)
{
    // The rest of the 32 MB is for the process itself, the buffer and one long text.
    private const long Floor = 16_000_000;
    private const int TimesLength = 3;
    private const int Interval = 16 * 1024;

    private readonly InventoryLimits _limits = context.Limits;
    private readonly long _memoryBefore = context.Texts.Memory;
    private long _memory;
    private long _read;
    private int _sinceCheck;

    /// <summary>Whether the reading is over.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>How long a text may be, in bytes of the file.</summary>
    public int MaxStringLength => _limits.MaxStringLength;

    /// <summary>How many errors there may be.</summary>
    public int MaxErrors => _limits.MaxErrors;

    /// <summary>Notes that more of the file is in the buffer.</summary>
    public void OnRead(int bytes) => _read += bytes;

    /// <summary>Counts memory besides the texts and the numbers of entries; negative for what is no longer needed.</summary>
    public void Take(long bytes) => _memory += bytes;

    /// <summary>Checks the limits after a token.</summary>
    /// <param name="length">The token's length.</param>
    /// <param name="isEnd">Whether it ends an object, so that it may be the last.</param>
    /// <param name="pool">The entries so far.</param>
    public void Check(int length, bool isEnd, EntryPool pool)
    {
        if (notes.Errors > _limits.MaxErrors)
        {
            StopAtLimit(string.Create(CultureInfo.InvariantCulture, $"it has more than {_limits.MaxErrors} errors"));
            return;
        }

        _sinceCheck += length + 32;
        if (_sinceCheck < Interval && !isEnd)
        {
            return;
        }

        _sinceCheck = 0;
        long own = _memory + notes.Memory + pool.Memory;
        long most = (TimesLength * Math.Max(context.Length ?? 0, _read)) + Floor;
        if (own + context.Texts.Memory > _limits.MaxMemory)
        {
            StopAtLimit(string.Create(CultureInfo.InvariantCulture, $"it would take more than {_limits.MaxMemory} bytes of memory"));
        }
        else if (own + context.Texts.Memory - _memoryBefore > most)
        {
            StopAtLimit(
                string.Create(CultureInfo.InvariantCulture, $"it would take more than {TimesLength} times its size in memory"),
                canBeRaised: false);
        }
    }

    /// <summary>Stops the reader.</summary>
    public void Stop() => IsStopped = true;

    /// <summary>Stops the reader, and notes why.</summary>
    public void StopAtLimit(string reason, bool canBeRaised = true)
    {
        Stop();
        notes.Add(
            FindingCodes.E033,
            $"The inventory is given up, since {reason}{(canBeRaised ? "; raise the limit if it is meant to be so" : "")}.");
        NoteNotChecked(reason);
    }

    /// <summary>Stops the reader at a text that is too long.</summary>
    public void StopAtLongText() =>
        StopAtLimit(string.Create(CultureInfo.InvariantCulture, $"a text is longer than {_limits.MaxStringLength} bytes"));

    /// <summary>Notes that the rest was not checked.</summary>
    public void NoteNotChecked(string reason) =>
        notes.Add(FindingCodes.InventoryNotRead, $"The rest of the inventory, and what depends on it, was not checked, since {reason}.");
}
