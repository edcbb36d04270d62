using System.CommandLine;
using OcflFunctions.Keys;

namespace Ocfl.Cli.Commands;

/// <summary>
/// The options that name the keys of a local host. A folder that does not exist is refused: a key in it would be one that no host reads.
/// </summary>
internal sealed class KeyFileArguments
{
    private readonly Option<string> _data = new("--data")
    {
        Description = "The data folder of the local host. Unless given, what the host itself uses: the environment's data or "
            + "Ocfl__Http__KeyFile, and otherwise ./data.",
        HelpName = "DIR",
    };

    private readonly Option<string> _file = new("--file")
    {
        Description = "The file of keys, if it is not in the data folder (the host's setting Ocfl:Http:KeyFile).",
        HelpName = "FILE",
    };

    /// <summary>Adds them.</summary>
    public void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_file);
    }

    /// <summary>Reads them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="isNew">Whether a file that an option names may not exist yet.</param>
    /// <exception cref="ToolException">There is no such folder or file.</exception>
    public KeyFile Read(ParseResult parsed, bool isNew = false)
    {
        string? data = parsed.GetValue(_data);
        string? file = parsed.GetValue(_file);
        if (data is not null && file is not null)
        {
            throw new ToolException(_file.Name, file, $"cannot be combined with {_data.Name}");
        }

        string path = file is null
            ? HostData.FindKeyFile(HostData.FromEnvironment, data is null ? null : FolderPlace.GetFullPath(_data.Name, data))
            : FolderPlace.GetFullPath(_file.Name, file);
        string folder = Path.GetDirectoryName(path) ?? path;
        if (!Directory.Exists(folder))
        {
            throw data is not null
                ? new ToolException(_data.Name, data, File.Exists(folder)
                    ? "must be a folder, and is a file"
                    : "there is no such folder; a local host creates it when it starts")
                : file is not null
                    ? new ToolException(_file.Name, file, $"there is no folder '{folder}'")
                    : new ToolException(
                        $"there is no folder '{folder}', which would be that of a local host: {_data.Name} names its data folder, "
                            + $"{_file.Name} its file of keys");
        }

        if (Directory.Exists(path))
        {
            throw new ToolException(file is null ? _data.Name : _file.Name, file ?? path, "must be a file, and is a folder");
        }

        return file is null || isNew || File.Exists(path)
            ? new KeyFile(path)
            : throw new ToolException(_file.Name, file, "there is no such file");
    }
}
