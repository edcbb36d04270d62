namespace OcflFunctions.Work;

/// <summary>A place in the report of a validation.</summary>
/// <param name="File">The name of a file of findings.</param>
/// <param name="Offset">The first byte that has not been read.</param>
public sealed record FindingsPosition(string File, long Offset);
