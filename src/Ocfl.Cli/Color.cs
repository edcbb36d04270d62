namespace Ocfl.Cli;

/// <summary>A colour of text in a terminal; the value is its ANSI code.</summary>
internal enum Color
{
    Red = 31,
    Green = 32,
    Yellow = 33,
    Blue = 34,
}
