namespace Ocfl.Cli.Tests;

/// <summary>What a run came to.</summary>
internal sealed record ToolResult(int Code, string Output, string Error);
