using OcflFunctions.Keys;
using OcflFunctions.Local.Files;

namespace OcflFunctions.Local.Hosting;

/// <summary><c>keys add NAME --role R</c>, <c>keys list</c>, <c>keys remove NAME</c>: the named keys of a data folder.</summary>
/// <param name="Verb">What to do.</param>
/// <param name="Name">The key's name; null for <c>list</c>.</param>
/// <param name="Role">The role of a new key; null for the others.</param>
/// <param name="Data">The data folder; null for the one in the settings, or the default.</param>
internal sealed record KeysCommand(KeysVerb Verb, string? Name, CallerRole? Role, string? Data)
{
    /// <summary>Reads the arguments after <c>keys</c>.</summary>
    /// <exception cref="InvalidOperationException">One is wrong or missing.</exception>
    public static KeysCommand Parse(IReadOnlyList<string> args)
    {
        (string? role, string? data) = (null, null);
        List<string> words = [];
        for (int i = 0; i < args.Count; i++)
        {
            string[] option = args[i].Split('=', 2);
            switch (option[0])
            {
                case "--role":
                    role = ValueOf(option, args, ref i);
                    break;
                case "--data":
                    data = ValueOf(option, args, ref i);
                    break;
                case var other when other.StartsWith('-'):
                    throw new InvalidOperationException($"'keys' has no option '{other}': there are --role and --data.");
                default:
                    words.Add(args[i]);
                    break;
            }
        }

        return (words, role) switch
        {
            (["add", var name], not null) => new KeysCommand(KeysVerb.Add, name, RoleOf(role), data),
            (["add", _], null) => throw new InvalidOperationException($"'keys add' needs --role: {Roles}."),
            (["list"], null) => new KeysCommand(KeysVerb.List, Name: null, Role: null, data),
            (["remove", var name], null) => new KeysCommand(KeysVerb.Remove, name, Role: null, data),
            _ => throw new InvalidOperationException("It must be 'keys add NAME --role ROLE', 'keys list' or 'keys remove NAME'."),
        };
    }

    /// <summary>Does it.</summary>
    /// <param name="output">Gets the key of <c>add</c>, or the list.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="InvalidOperationException">The name is in use, not valid, or not there.</exception>
    public Task RunAsync(TextWriter output, TimeProvider time, CancellationToken cancellationToken)
    {
        IConfiguration settings = new ConfigurationBuilder()
            .SetBasePath(Directory.GetCurrentDirectory())
            .AddJsonFile("appsettings.json", optional: true)
            .AddEnvironmentVariables()
            .Build();
        KeyFile file = new(HostData.FindKeyFile(key => settings[key], Data));
        return Verb switch
        {
            KeysVerb.Add => AddAsync(file, output, time, cancellationToken),
            KeysVerb.Remove => RemoveAsync(file, time, cancellationToken),
            _ => ListAsync(file, output),
        };
    }

    private static string Roles => string.Join(", ", CallerRoles.Words);

    private async Task AddAsync(KeyFile file, TextWriter output, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!NamedKey.IsName(Name!))
        {
            throw new InvalidOperationException($"'{Name}' is not a name: {NamedKey.NameRule}.");
        }

        PrivateFolder.Create(Path.GetDirectoryName(file.FilePath)!);
        string key = await file.AddAsync(Name!, Role!.Value, time, cancellationToken)
            ?? throw new InvalidOperationException($"There is a key '{Name}' already; remove it first.");
        await output.WriteLineAsync(key);
    }

    private async Task RemoveAsync(KeyFile file, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await file.RemoveAsync(Name!, time, cancellationToken))
        {
            throw new InvalidOperationException($"There is no key '{Name}'.");
        }
    }

    private static async Task ListAsync(KeyFile file, TextWriter output)
    {
        foreach (NamedKey key in file.Read() ?? [])
        {
            await output.WriteLineAsync($"{key.Name}\t{CallerRoles.WordOf(key.Role)}\t{key.CreatedAt:yyyy-MM-ddTHH:mm:ssZ}");
        }
    }

    private static CallerRole RoleOf(string text) =>
        CallerRoles.Find(text) ?? throw new InvalidOperationException($"--role is '{text}'; it must be {Roles}.");

    private static string ValueOf(string[] option, IReadOnlyList<string> args, ref int index) => option.Length == 2
        ? option[1]
        : index + 1 < args.Count ? args[++index] : throw new InvalidOperationException($"{option[0]} needs a value.");
}

/// <summary>What <c>keys</c> does.</summary>
internal enum KeysVerb
{
    /// <summary>Creates a key.</summary>
    Add,

    /// <summary>Lists the keys.</summary>
    List,

    /// <summary>Removes a key.</summary>
    Remove,
}
