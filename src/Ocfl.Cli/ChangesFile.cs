using System.Text.Json;
using Ocfl.Staging;

namespace Ocfl.Cli;

/// <summary>A file with the changes of a version: a JSON array, as the HTTP API has it.</summary>
internal static class ChangesFile
{
    private const string Option = "--changes";
    private const string List = "changes";

    // The largest body that the HTTP API can be configured to take.
    private const int MostMebibytes = 64;

    /// <summary>Reads the changes, from a file or the standard input.</summary>
    /// <exception cref="ToolException">The file does not exist, or something in it is wrong.</exception>
    public static async Task<IReadOnlyList<StateChange>> ReadAsync(
        Terminal terminal, string file, CancellationToken cancellationToken)
    {
        ArraySegment<byte> content = await InputFile.ReadTextAsync(
            Option, file, MostMebibytes, terminal, cancellationToken).ConfigureAwait(false);
        try
        {
            using JsonDocument document = JsonText.Parse(content);
            return document.RootElement.ValueKind == JsonValueKind.Array
                ? StateChangeReader.Read(
                    document.RootElement, List, fault => throw new ToolException(Option, file, $"{fault.Field}: {fault.Rule}"))
                : throw new ToolException(Option, file, "must be a JSON array of changes");
        }
        catch (InvalidJsonException fault)
        {
            throw new ToolException(Option, file, $"is not JSON: {fault.Message}");
        }
    }
}
