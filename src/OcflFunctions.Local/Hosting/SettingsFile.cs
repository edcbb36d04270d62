using System.Text.Json;
using System.Text.RegularExpressions;
using Ocfl;

namespace OcflFunctions.Local.Hosting;

/// <summary>Describes what is wrong with a settings file that cannot be read.</summary>
internal static partial class SettingsFile
{
    private static readonly JsonReaderOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The failure with the file's path, and the place in it that is not JSON.</summary>
    /// <param name="failure">What .NET's configuration throws: it names the file in quotes, and its cause within.</param>
    public static InvalidDataException Describe(InvalidDataException failure)
    {
        string path = Quoted().Match(failure.Message).Groups["path"].Value;
        string cause = failure.GetBaseException().Message.TrimEnd('.');
        return new InvalidDataException($"The settings file {path} cannot be read: {FindFault(path) ?? cause}.", failure);
    }

    private static string? FindFault(string path)
    {
        try
        {
            ReadOnlySpan<byte> text = File.ReadAllBytes(path);
            JsonText.Check(text.StartsWith("\uFEFF"u8) ? text[3..] : text, Lenient);
            return null;
        }
        catch (InvalidJsonException fault)
        {
            return fault.Message;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    [GeneratedRegex("'(?<path>.+)'", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Quoted();
}
