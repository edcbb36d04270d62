namespace Ocfl.Tests.Validation;

/// <summary>One way to spoil a good object, and all that must then be found, no more and no less.</summary>
/// <param name="Name">What is wrong, for people.</param>
/// <param name="Codes">All codes in OCFL 1.1, separated by spaces.</param>
/// <param name="Apply">Spoils the object.</param>
internal sealed record Mutation(string Name, string Codes, Action<TestObject> Apply)
{
    /// <summary>All codes in OCFL 1.0; null where they are the same.</summary>
    public string? CodesOfOneZero { get; init; }

    /// <summary>How the good object is made; null for the usual one.</summary>
    public Func<string, TestObject>? Create { get; init; }

    public IReadOnlyList<string> CodesIn(string specification) =>
        (specification == "1.0" ? CodesOfOneZero ?? Codes : Codes).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Order(StringComparer.Ordinal)
            .ToList();
}
