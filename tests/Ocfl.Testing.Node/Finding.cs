namespace Ocfl.Testing.Node;

/// <summary>What a parser says of a place in a text.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Kind">The parser's own name or number for it.</param>
/// <param name="Message">What is wrong.</param>
public sealed record Finding(int Line, int Column, string Kind, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Line}:{Column}: {Message} [{Kind}]";
}
