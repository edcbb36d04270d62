namespace Ocfl.Tests.Validation;

/// <summary>One way to spoil a good storage root, and all that must then be found, no more and no less.</summary>
/// <param name="Name">What is wrong, for people.</param>
/// <param name="Codes">All codes in OCFL 1.0, and in 1.1 where they are the same.</param>
/// <param name="Apply">Spoils the root.</param>
internal sealed record RootMutation(string Name, string Codes, Action<TestRoot> Apply)
{
    /// <summary>All codes in OCFL 1.1; null where they are the same.</summary>
    public string? CodesOfOneOne { get; init; }

    /// <summary>What is done to the root before, that is good; null for nothing.</summary>
    public Action<TestRoot>? Prepare { get; init; }

    public IReadOnlyList<string> CodesIn(string specification) =>
        (specification == "1.1" ? CodesOfOneOne ?? Codes : Codes).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
