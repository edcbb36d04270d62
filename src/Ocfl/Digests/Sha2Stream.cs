using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ocfl.Digests;

/// <summary>
/// SHA-512 or SHA-256 of one message (FIPS 180-4, sections 6.4 and 6.2), whose names these are. The message schedules of several blocks
/// do not depend on each other: they are computed in lanes if the processor has them. The rounds go block by block, and the schedules of
/// the next blocks are computed between them.
/// </summary>
/// <typeparam name="TWord">64 bits for SHA-512, 32 for SHA-256.</typeparam>
internal static unsafe class Sha2Stream<TWord>
    where TWord : unmanaged, IBinaryInteger<TWord>
{
    private const MethodImplOptions Now = MethodImplOptions.AggressiveOptimization;

    /// <summary>The constants as words: for SHA-256 the upper halves.</summary>
    internal static readonly TWord[] RoundKeys =
        Array.ConvertAll(Sha2Constants.RoundKeys[..Rounds].ToArray(), key => TWord.CreateTruncating(key >> (64 - (8 * sizeof(TWord)))));

    private static int Rounds => Is512 ? 80 : 64;

    private static int BlockSize => 16 * sizeof(TWord);

    private static bool Is512 => sizeof(TWord) == sizeof(ulong);

    /// <summary>Processes whole blocks.</summary>
    /// <param name="hash">The intermediate hash value, which changes: eight words.</param>
    /// <param name="blocks">The blocks.</param>
    public static void Compress(Span<ulong> hash, ReadOnlySpan<byte> blocks)
    {
        TWord* words = stackalloc TWord[8];
        for (int i = 0; i < hash.Length; i++)
        {
            words[i] = TWord.CreateTruncating(hash[i]);
        }

        fixed (byte* start = blocks)
        {
            Compress(words, start, blocks.Length / BlockSize);
        }

        for (int i = 0; i < hash.Length; i++)
        {
            hash[i] = ulong.CreateTruncating(words[i]);
        }
    }

    /// <summary>Processes whole blocks.</summary>
    /// <param name="hash">The intermediate hash value, which changes: eight words.</param>
    /// <param name="blocks">The blocks.</param>
    /// <param name="count">How many there are.</param>
    [MethodImpl(Now)]
    public static void Compress(TWord* hash, byte* blocks, int count)
    {
        if (Is512 && Sha512Lanes512.IsSupported)
        {
            CompressGroups<Sha512Lanes512, ulong>((ulong*)hash, ref blocks, ref count);
        }
        else if (Is512 && Sha512Lanes256.IsSupported)
        {
            CompressGroups<Sha512Lanes256, ulong>((ulong*)hash, ref blocks, ref count);
        }
        else if (!Is512 && Sha256Lanes256.IsSupported)
        {
            CompressGroups<Sha256Lanes256, uint>((uint*)hash, ref blocks, ref count);
        }

        TWord* schedule = stackalloc TWord[Rounds];
        for (; count > 0; count--, blocks += BlockSize)
        {
            Schedule(blocks, schedule);
            Mix<TWord>(hash, schedule);
        }
    }

    // A group has a block in each lane. Its rounds wait for each other and leave vector instructions unused: those compute the schedule of
    // the next group meanwhile.
    [SkipLocalsInit]
    [MethodImpl(Now)]
    private static void CompressGroups<TLanes, T>(T* hash, ref byte* blocks, ref int count)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged, IBinaryInteger<T>
    {
        int lanes = Sha2Lanes<TLanes, T>.Count;
        if (count < lanes)
        {
            return;
        }

        byte* room = stackalloc byte[((4 * Rounds) + 1) * sizeof(TLanes)];
        TLanes* words = Sha2Lanes<TLanes, T>.Align(room);
        TLanes* now = words + (2 * Rounds);
        TLanes* next = now + Rounds;
        Sha2Lanes<TLanes, T>.BroadcastRoundKeys(words + Rounds);
        byte** group = stackalloc byte*[lanes];
        LoadGroup(group, ref blocks, words, now);
        for (int t = 0; t < Rounds - 16; t++)
        {
            Extend<TLanes, T>(words + t, now + t);
        }

        for (count -= lanes; count >= lanes; count -= lanes)
        {
            LoadGroup(group, ref blocks, words, next);
            for (int i = 0; i < lanes; i++)
            {
                int first = i * (Rounds - 16) / lanes;
                Sha2Stream<T>.MixAndExtend(hash, (T*)now + i, words + first, next + first);
            }

            TLanes* mixed = now;
            now = next;
            next = mixed;
        }

        for (int i = 0; i < lanes; i++)
        {
            Sha2Stream<T>.Mix<TLanes>(hash, (T*)now + i);
        }

        void LoadGroup(byte** group, ref byte* blocks, TLanes* words, TLanes* keyed)
        {
            for (int i = 0; i < lanes; i++, blocks += BlockSize)
            {
                group[i] = blocks;
            }

            Sha2Lanes<TLanes, T>.Load(group, words);
            for (int t = 0; t < 16; t++)
            {
                keyed[t] = words[t] + words[t + Rounds];
            }
        }
    }

    /// <summary>Computes the next word of a schedule, and adds the constant of its round.</summary>
    /// <param name="words">The schedule, 16 words before that. The constants are behind the schedule's end.</param>
    /// <param name="keyed">Where the sum belongs, less 16 words.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Extend<TLanes, T>(TLanes* words, TLanes* keyed)
        where TLanes : unmanaged, ILanes<TLanes, T>
        where T : unmanaged, IBinaryInteger<T>
    {
        TLanes word = Sha2Lanes<TLanes, T>.NextWord(words);
        words[16] = word;
        keyed[16] = word + words[16 + Rounds];
    }

    private static void Schedule(byte* block, TWord* w)
    {
        for (int t = 0; t < 16; t++)
        {
            w[t] = Is512
                ? TWord.CreateTruncating(BinaryPrimitives.ReadUInt64BigEndian(new ReadOnlySpan<byte>(block + (8 * t), 8)))
                : TWord.CreateTruncating(BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(block + (4 * t), 4)));
        }

        for (int t = 16; t < Rounds; t++)
        {
            TWord s0 = w[t - 15];
            TWord s1 = w[t - 2];
            s0 = Rotate(s0, 1, 7) ^ Rotate(s0, 8, 18) ^ (s0 >>> (Is512 ? 7 : 3));
            s1 = Rotate(s1, 19, 17) ^ Rotate(s1, 61, 19) ^ (s1 >>> (Is512 ? 6 : 10));
            w[t] = w[t - 16] + s0 + w[t - 7] + s1;
        }

        for (int t = 0; t < Rounds; t++)
        {
            w[t] += RoundKeys[t];
        }
    }

    /// <summary>The rounds of one block.</summary>
    /// <typeparam name="TStep">The size of it is how far the words of the schedule are from each other.</typeparam>
    /// <param name="hash">The intermediate hash value, which changes.</param>
    /// <param name="w">The block's message schedule, with the constants of the rounds added.</param>
    [MethodImpl(Now)]
    private static void Mix<TStep>(TWord* hash, TWord* w)
        where TStep : unmanaged
    {
        int step = sizeof(TStep) / sizeof(TWord);
        (TWord a, TWord b, TWord c, TWord d) = (hash[0], hash[1], hash[2], hash[3]);
        (TWord e, TWord f, TWord g, TWord h) = (hash[4], hash[5], hash[6], hash[7]);
        TWord bc = b ^ c;
        for (TWord* end = w + (Rounds * step); w < end; w += 8 * step)
        {
            FourRounds(ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h, ref bc, w, 0, step);
            FourRounds(ref e, ref f, ref g, ref h, ref a, ref b, ref c, ref d, ref bc, w, 4, step);
        }

        Add(hash, a, b, c, d, e, f, g, h);
    }

    /// <summary>
    /// The rounds of one block, and between them as many words of another schedule as each block of a group has to compute.
    /// </summary>
    /// <param name="hash">The intermediate hash value, which changes.</param>
    /// <param name="w">The block's message schedule, with the constants of the rounds added.</param>
    /// <param name="words">The other schedule, 16 words before the first that is computed.</param>
    /// <param name="keyed">The same, with the constants of the rounds added.</param>
    [MethodImpl(Now)]
    private static void MixAndExtend<TLanes>(TWord* hash, TWord* w, TLanes* words, TLanes* keyed)
        where TLanes : unmanaged, ILanes<TLanes, TWord>
    {
        int step = sizeof(TLanes) / sizeof(TWord);
        (TWord a, TWord b, TWord c, TWord d) = (hash[0], hash[1], hash[2], hash[3]);
        (TWord e, TWord f, TWord g, TWord h) = (hash[4], hash[5], hash[6], hash[7]);
        TWord bc = b ^ c;
        for (int t = 0; t < Rounds; t += 8, w += 8 * step)
        {
            FourRounds(ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h, ref bc, w, 0, step);
            if (t < Rounds - 16)
            {
                Extend<TLanes, TWord>(words, keyed);
                if (step == 4)
                {
                    Extend<TLanes, TWord>(words + 1, keyed + 1);
                }

                words += 8 / step;
                keyed += 8 / step;
            }

            FourRounds(ref e, ref f, ref g, ref h, ref a, ref b, ref c, ref d, ref bc, w, 4, step);
        }

        Add(hash, a, b, c, d, e, f, g, h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(TWord* hash, TWord a, TWord b, TWord c, TWord d, TWord e, TWord f, TWord g, TWord h)
    {
        hash[0] += a;
        hash[1] += b;
        hash[2] += c;
        hash[3] += d;
        hash[4] += e;
        hash[5] += f;
        hash[6] += g;
        hash[7] += h;
    }

    // Instead of the words, their names move on: after four rounds by four.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRounds(
        ref TWord a,
        ref TWord b,
        ref TWord c,
        ref TWord d,
        ref TWord e,
        ref TWord f,
        ref TWord g,
        ref TWord h,
        ref TWord bc,
        TWord* w,
        int first,
        int step)
    {
        Round(a, b, ref bc, ref d, e, f, g, ref h, w[first * step]);
        Round(h, a, ref bc, ref c, d, e, f, ref g, w[(first + 1) * step]);
        Round(g, h, ref bc, ref b, c, d, e, ref f, w[(first + 2) * step]);
        Round(f, g, ref bc, ref a, b, c, d, ref e, w[(first + 3) * step]);
    }

    // The next round waits for d first, and for h last: the order of the additions keeps both short. What a and b differ in is what b
    // and c differ in one round later, so Maj(a, b, c) takes it from there.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(TWord a, TWord b, ref TWord bc, ref TWord d, TWord e, TWord f, TWord g, ref TWord h, TWord kw)
    {
        h += kw;
        TWord choice = g ^ (e & (f ^ g));
        TWord sum = Rotate(e, 14, 6) ^ Rotate(e, 18, 11) ^ Rotate(e, 41, 25);
        d = d + h + choice + sum;
        h = h + choice + sum;
        TWord ab = a ^ b;
        h += b ^ (ab & bc);
        bc = ab;
        h += Rotate(a, 28, 2) ^ Rotate(a, 34, 13) ^ Rotate(a, 39, 22);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TWord Rotate(TWord x, int bits512, int bits256) => TWord.RotateRight(x, Is512 ? bits512 : bits256);
}
