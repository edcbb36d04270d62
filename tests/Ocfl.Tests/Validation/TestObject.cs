using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Ocfl.Digests;

namespace Ocfl.Tests.Validation;

/// <summary>
/// An object in the making: a good one to start with, of three versions, which a test then spoils in one way. It is written to a
/// folder when it is done. Nothing of the library but its digests is used to make it.
/// </summary>
internal sealed class TestObject
{
    public const string Id = "urn:example:object";

    private static readonly Dictionary<string, string> First = new()
    {
        ["a.txt"] = "one",
        ["dir/b.txt"] = "two",
        ["dir/copy of b.txt"] = "two",
        ["empty"] = "",
    };
    private static readonly Dictionary<string, string> Second = new() { ["a.txt"] = "three", ["dir/b.txt"] = "two", ["empty"] = "" };
    private static readonly Dictionary<string, string> Third = new()
    {
        ["a.txt"] = "three",
        ["renamed/b.txt"] = "two",
        ["new.txt"] = "four",
    };

    private readonly Dictionary<string, string> _contents = [];

    private TestObject(string specification, string algorithm)
    {
        Specification = specification;
        Algorithm = algorithm;
        Files[Declaration] = Encoding.UTF8.GetBytes($"ocfl_object_{specification}\n");
    }

    public string Specification { get; }

    public string Algorithm { get; }

    public string Declaration => "0=ocfl_object_" + Specification;

    public SortedDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public List<string> EmptyDirectories { get; } = [];

    public List<KeyValuePair<string, string>> Links { get; } = [];

    /// <summary>Further names of files: hard links.</summary>
    public List<KeyValuePair<string, string>> HardLinks { get; } = [];

    public List<string> Pipes { get; } = [];

    public List<KeyValuePair<string, long>> SparseFiles { get; } = [];

    /// <summary>A good object.</summary>
    public static TestObject Create(
        string specification = "1.1", string algorithm = "sha512", string? contentDirectory = null, Func<int, string>? nameVersion = null)
    {
        TestObject made = new(specification, algorithm);
        nameVersion ??= number => $"v{number}";
        JsonObject inventory = new()
        {
            ["id"] = Id,
            ["type"] = $"https://ocfl.io/{specification}/spec/#inventory",
            ["digestAlgorithm"] = algorithm,
            ["manifest"] = new JsonObject(),
            ["versions"] = new JsonObject(),
            ["fixity"] = new JsonObject { ["md5"] = new JsonObject() },
        };
        if (contentDirectory is not null)
        {
            inventory["contentDirectory"] = contentDirectory;
        }

        Dictionary<string, string>[] states = [First, Second, Third];
        for (int i = 0; i < states.Length; i++)
        {
            made.AddVersion(inventory, nameVersion(i + 1), contentDirectory ?? "content", states[i]);
        }

        made.SetInventory("", inventory.ToJsonString());
        return made;
    }

    public static string Digest(string algorithm, byte[] content)
    {
        using IncrementalDigest digest = DigestAlgorithm.Get(algorithm).CreateHash();
        digest.Append(content);
        return digest.GetHexAndReset();
    }

    public static string Digest(string algorithm, string content) => Digest(algorithm, Encoding.UTF8.GetBytes(content));

    /// <summary>The digest of a content by the object's algorithm.</summary>
    public string Digest(string content) => Digest(Algorithm, content);

    public JsonObject Inventory(string directory = "") => JsonNode.Parse(Files[In(directory, "inventory.json")])!.AsObject();

    public string InventoryText(string directory = "") => Encoding.UTF8.GetString(Files[In(directory, "inventory.json")]);

    /// <summary>Replaces an inventory, with a sidecar that is right.</summary>
    public void SetInventory(string directory, string text) => SetInventory(directory, Encoding.UTF8.GetBytes(text));

    public void SetInventory(string directory, byte[] bytes, string? algorithm = null)
    {
        algorithm ??= Algorithm;
        Files[In(directory, "inventory.json")] = bytes;
        Files[In(directory, "inventory.json." + algorithm)] = Encoding.UTF8.GetBytes(Digest(algorithm, bytes) + " inventory.json\n");
    }

    /// <summary>Changes an inventory, and its sidecar with it.</summary>
    public void EditIn(string directory, Action<JsonObject> edit)
    {
        JsonObject inventory = Inventory(directory);
        edit(inventory);
        SetInventory(directory, inventory.ToJsonString());
    }

    /// <summary>Changes the newest inventory where it is: in the root and in the newest version's directory.</summary>
    public void Edit(Action<JsonObject> edit)
    {
        EditIn("", edit);
        EditIn("v3", edit);
    }

    /// <summary>Changes all inventories.</summary>
    public void EditAll(Action<JsonObject> edit)
    {
        EditIn("v1", edit);
        EditIn("v2", edit);
        Edit(edit);
    }

    /// <summary>Changes the text of the newest inventory where it is.</summary>
    public void EditText(Func<string, string> edit)
    {
        string text = edit(InventoryText());
        SetInventory("", text);
        SetInventory("v3", text);
    }

    /// <summary>Gives the object another id.</summary>
    public TestObject WithId(string id)
    {
        EditAll(inventory => inventory["id"] = id);
        return this;
    }

    public void Write(string path, string content) => Files[path] = Encoding.UTF8.GetBytes(content);

    public void Move(string from, string to)
    {
        Files[to] = Files[from];
        Files.Remove(from);
    }

    public void RemoveDirectory(string directory)
    {
        foreach (string path in Files.Keys.Where(path => path.StartsWith(directory + "/", StringComparison.Ordinal)).ToList())
        {
            Files.Remove(path);
        }
    }

    /// <summary>Writes the object to a folder.</summary>
    public void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach ((string path, byte[] bytes) in Files)
        {
            string file = MakeRoom(folder, path);
            File.WriteAllBytes(file, bytes);
        }

        foreach (string path in EmptyDirectories)
        {
            Directory.CreateDirectory(Path.Combine(folder, path));
        }

        foreach ((string path, string target) in Links)
        {
            File.CreateSymbolicLink(MakeRoom(folder, path), target);
        }

        foreach ((string path, string target) in HardLinks)
        {
            Run("ln", Path.Combine(folder, target), MakeRoom(folder, path));
        }

        foreach (string path in Pipes)
        {
            Run("mkfifo", MakeRoom(folder, path));
        }

        foreach ((string path, long length) in SparseFiles)
        {
            using FileStream file = File.Create(MakeRoom(folder, path));
            file.SetLength(length);
        }
    }

    private static string MakeRoom(string folder, string path)
    {
        string file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return file;
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private static string In(string directory, string name) => directory.Length == 0 ? name : directory + "/" + name;

    private void AddVersion(JsonObject inventory, string version, string contentDirectory, Dictionary<string, string> state)
    {
        JsonObject digests = [];
        foreach ((string path, string content) in state)
        {
            string digest = Digest(content);
            if (_contents.TryAdd(digest, content))
            {
                string contentPath = $"{version}/{contentDirectory}/{path}";
                Write(contentPath, content);
                inventory["manifest"]![digest] = new JsonArray(contentPath);
                inventory["fixity"]!["md5"]![Digest("md5", content)] = new JsonArray(contentPath);
            }

            JsonArray paths = digests[digest]?.AsArray() ?? [];
            digests[digest] ??= paths;
            paths.Add(path);
        }

        inventory["head"] = version;
        inventory["versions"]![version] = new JsonObject
        {
            ["created"] = "2026-08-01T12:00:00Z",
            ["state"] = digests,
            ["message"] = "Version " + version,
            ["user"] = new JsonObject { ["name"] = "Somebody", ["address"] = "mailto:somebody@example.org" },
        };
        SetInventory(version, inventory.ToJsonString());
    }
}
