using System.Text;

namespace Ocfl.Digests;

/// <summary>
/// Contents with their known digests: the messages of the examples of FIPS 180-4, nothing, and a content of many blocks. Our code for SHA-2
/// is used only if it gives these digests on the processor that it runs on.
/// </summary>
internal static class Sha2Examples
{
    /// <summary>The examples.</summary>
    public static IReadOnlyList<Example> All { get; } =
    [
        new(
            "",
            "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
                + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        new(
            "abc",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        new(
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "204a8fc6dda82f0a0ced7beb8e08a41657c16ef468b228a8279be331a703c335"
                + "96fd15c13b1b07f9aa1d3bea57789ca031ad85c7a71dd70354ec631238ca3445",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
        new(
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
                + "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"),
        new(
            new string('a', 3000),
            "2e320b9a1dad1f25a35115168d21c36b0ed60efc938ed3e842c5ad71e22cf968"
                + "5d3d634b94f38348690385ed0ff9705ad31bf510d9e20efeca5e28de514d1d97",
            "556ac82f23f64d2f41b3fb3b9a171791364021aa95c0af6df9e2b5e1d88c8038"),
    ];

    /// <summary>Whether a hash function gives all digests.</summary>
    /// <param name="algorithm">The hash function, SHA-512 or SHA-256.</param>
    /// <param name="hash">Computes a digest.</param>
    public static bool AreRight(DigestAlgorithm algorithm, Func<ReadOnlyMemory<byte>, string?> hash) =>
        All.All(example => hash(example.Content) == example.DigestOf(algorithm));

    /// <summary>A content with its digests in lower-case hexadecimal.</summary>
    public sealed class Example(string content, string sha512, string sha256)
    {
        /// <summary>The content.</summary>
        public ReadOnlyMemory<byte> Content { get; } = Encoding.ASCII.GetBytes(content);

        /// <summary>Its digest.</summary>
        public string DigestOf(DigestAlgorithm algorithm) => algorithm == DigestAlgorithm.Sha512 ? sha512 : sha256;
    }
}
