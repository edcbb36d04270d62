namespace Ocfl.Digests;

/// <summary>How wide the vectors of a <see cref="LaneHasher"/> are.</summary>
internal enum LaneWidth
{
    /// <summary>AVX2: 4 contents at once for SHA-512, 8 for SHA-256.</summary>
    Bits256,

    /// <summary>AVX-512: 8 contents at once for SHA-512, 16 for SHA-256.</summary>
    Bits512,
}
