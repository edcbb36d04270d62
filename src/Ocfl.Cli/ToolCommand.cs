using System.CommandLine;

namespace Ocfl.Cli;

/// <summary>A command with its examples for help.</summary>
/// <param name="Command">The command.</param>
/// <param name="Examples">Whole command lines.</param>
internal sealed record ToolCommand(Command Command, IReadOnlyList<string> Examples);
