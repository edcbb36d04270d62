using System.Numerics;
using System.Runtime.InteropServices;

namespace Ocfl.Digests;

/// <summary>The lanes of a <see cref="LaneHasher"/>: each reads a content, and takes the next one when that has ended.</summary>
internal sealed unsafe class LaneHasher<TLanes, TWord> : LaneHasher
    where TLanes : unmanaged, ILanes<TLanes, TWord>
    where TWord : unmanaged, IBinaryInteger<TWord>
{
    // The buffers of all lanes together stay in the processor's cache.
    private const int BufferSizes = 512 * 1024;

    private readonly Lane[] _lanes = new Lane[Sha2Lanes<TLanes, TWord>.Count];

    // Eight vectors: word i of a lane is at i times the number of lanes and the lane's number.
    private readonly TWord[] _hash = GC.AllocateArray<TWord>(8 * Sha2Lanes<TLanes, TWord>.Count, pinned: true);
    private readonly byte[] _buffers;
    private readonly int _bufferSize;

    public LaneHasher()
    {
        _bufferSize = BufferSizes / _lanes.Length;
        _buffers = GC.AllocateUninitializedArray<byte>(_lanes.Length * Stride, pinned: true);
    }

    public override int Lanes => _lanes.Length;

    private static int BlockSize => 16 * sizeof(TWord);

    // The padding may need two more blocks.
    private int Stride => _bufferSize + (2 * BlockSize);

    public override void Hash(IEnumerable<LaneInput> inputs, CancellationToken cancellationToken = default)
    {
        Array.Clear(_lanes);
        using IEnumerator<LaneInput> next = inputs.GetEnumerator();
        try
        {
            bool isMore = true;
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int active = 0;
                int blocks = int.MaxValue;
                for (int i = 0; i < _lanes.Length; i++)
                {
                    Fill(i, next, ref isMore);
                    if (_lanes[i].Input is not null)
                    {
                        active++;
                        blocks = Math.Min(blocks, _lanes[i].Blocks);
                    }
                }

                if (active == 0)
                {
                    return;
                }

                if (active < FewestContents)
                {
                    CompressEach();
                }
                else
                {
                    CompressAll(blocks);
                }
            }
        }
        finally
        {
            foreach (ref Lane lane in _lanes.AsSpan())
            {
                lane.Input?.Close();
                lane.Input = null;
            }
        }
    }

    /// <summary>Makes a lane have at least one block, with the next content if need be; if there is none, it is idle.</summary>
    private void Fill(int index, IEnumerator<LaneInput> next, ref bool isMore)
    {
        ref Lane lane = ref _lanes[index];
        while (lane.Blocks == 0)
        {
            if (lane.Input is null)
            {
                if (!isMore || !(isMore = next.MoveNext()))
                {
                    return;
                }

                lane = new Lane { Input = next.Current };
                SetInitial(index);
            }
            else if (lane.HasEnded)
            {
                lane.Input.Finish(GetDigest(index), lane.Length);
                lane.Input.Close();
                lane.Input = null;
            }
            else
            {
                Read(ref lane, _buffers.AsSpan(index * Stride, Stride));
            }
        }
    }

    private void Read(ref Lane lane, Span<byte> buffer)
    {
        // What is left of the last read is less than a block.
        buffer.Slice(lane.Start, lane.Rest).CopyTo(buffer);
        lane.Start = 0;
        Span<byte> free = buffer[lane.Rest.._bufferSize];
        int read = lane.Input!.Read(free);
        if (lane.Input.HasFailed)
        {
            lane.Input.Close();
            lane = default;
            return;
        }

        lane.Length += read;
        int filled = lane.Rest + read;
        if (read < free.Length)
        {
            lane.HasEnded = true;
            int whole = filled / BlockSize * BlockSize;
            filled = whole + ResumableHash.PadLast(buffer[whole..], buffer[whole..filled], BlockSize, lane.Length);
        }

        lane.Blocks = filled / BlockSize;
        lane.Rest = filled % BlockSize;
    }

    private void CompressAll(int blocks)
    {
        byte** messages = stackalloc byte*[_lanes.Length];
        byte* buffers = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_buffers, 0);
        byte* any = null;
        for (int i = 0; i < _lanes.Length; i++)
        {
            messages[i] = _lanes[i].Input is null ? null : buffers + (i * Stride) + _lanes[i].Start;
            any = messages[i] is null ? any : messages[i];
        }

        // A lane that is idle hashes what another does, and its result is not used.
        for (int i = 0; i < _lanes.Length; i++)
        {
            messages[i] = messages[i] is null ? any : messages[i];
        }

        Sha2Lanes<TLanes, TWord>.Compress((TWord*)Marshal.UnsafeAddrOfPinnedArrayElement(_hash, 0), messages, blocks);
        foreach (ref Lane lane in _lanes.AsSpan())
        {
            if (lane.Input is not null)
            {
                lane.Blocks -= blocks;
                lane.Start += blocks * BlockSize;
            }
        }
    }

    private void CompressEach()
    {
        TWord* hash = stackalloc TWord[8];
        byte* buffers = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_buffers, 0);
        for (int i = 0; i < _lanes.Length; i++)
        {
            ref Lane lane = ref _lanes[i];
            if (lane.Input is null)
            {
                continue;
            }

            for (int word = 0; word < 8; word++)
            {
                hash[word] = _hash[(word * _lanes.Length) + i];
            }

            Sha2Stream<TWord>.Compress(hash, buffers + (i * Stride) + lane.Start, lane.Blocks);
            for (int word = 0; word < 8; word++)
            {
                _hash[(word * _lanes.Length) + i] = hash[word];
            }

            lane.Start += lane.Blocks * BlockSize;
            lane.Blocks = 0;
        }
    }

    private void SetInitial(int index)
    {
        for (int word = 0; word < 8; word++)
        {
            _hash[(word * _lanes.Length) + index] = TWord.CreateTruncating(Sha2Constants.Initial512[word] >> (64 - (8 * sizeof(TWord))));
        }
    }

    private string GetDigest(int index)
    {
        Span<byte> digest = stackalloc byte[8 * sizeof(TWord)];
        for (int word = 0; word < 8; word++)
        {
            // WriteBigEndian is a method of the interface, and boxes each word.
            _hash[(word * _lanes.Length) + index].TryWriteBigEndian(digest[(word * sizeof(TWord))..], out _);
        }

        return Convert.ToHexStringLower(digest);
    }

    private struct Lane
    {
        /// <summary>What is read; null for an idle lane.</summary>
        public LaneInput? Input;

        /// <summary>Where in the lane's buffer the next block starts.</summary>
        public int Start;

        /// <summary>How many whole blocks there are.</summary>
        public int Blocks;

        /// <summary>How many bytes there are behind them.</summary>
        public int Rest;

        /// <summary>How many bytes of the content have been read.</summary>
        public long Length;

        /// <summary>Whether the content has been read to its end, and the padding is in the buffer.</summary>
        public bool HasEnded;
    }
}
