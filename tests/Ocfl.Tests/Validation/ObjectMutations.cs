using System.Text;
using System.Text.Json.Nodes;

namespace Ocfl.Tests.Validation;

/// <summary>Everything that can be wrong with an object, one mutation each.</summary>
internal static class ObjectMutations
{
    private const string Hex64 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    public static IReadOnlyList<Mutation> All { get; } = [
        .. Root(),
        .. Versions(),
        .. Content(),
        .. Json(),
        .. Members(),
        .. Digests(),
        .. Paths(),
        .. Fixity(),
        .. Sidecars(),
        .. Prior(),
        .. Warnings(),
        .. MutableHeads(),
    ];

    private static JsonObject Manifest(JsonObject inventory) => inventory["manifest"]!.AsObject();

    private static JsonObject Version(JsonObject inventory, string version = "v3") => inventory["versions"]![version]!.AsObject();

    private static JsonObject State(JsonObject inventory, string version = "v3") => Version(inventory, version)["state"]!.AsObject();

    private static void Rename(JsonObject parent, string from, string to)
    {
        JsonNode? value = parent[from];
        parent.Remove(from);
        parent[to] = value;
    }

    private static void Duplicate(TestObject o, string text) =>
        o.EditText(json => json.Replace(text, text + "," + text, StringComparison.Ordinal));

    // ---- The object's root -------------------------------------------------------------------------------------------

    private static IEnumerable<Mutation> Root() =>
    [
        new("a file too many in the root", "E001", o => o.Write("extra.txt", "x")),
        new("a directory too many in the root", "E001", o => o.Write("extra/file.txt", "x")),
        new("a file named like a version", "E001", o => o.Write("v4", "x")),
        new("a version directory without its v", "E001 E104", o => o.Write("4/content/x", "x")) { CodesOfOneZero = "E001" },
        new("a version directory without a positive number", "E001 E105", o => o.Write("v0/content/x", "x")) { CodesOfOneZero = "E001" },
        new("a version directory with a decimal number", "E001 E105", o => o.Write("v3.1/content/x", "x")) { CodesOfOneZero = "E001" },
        new("a declaration without a tag", "E002 E004", o => o.Write("ocfl_object_1.1", "ocfl_object_1.1\n")),
        new("no declaration", "E003", o => o.Files.Remove(o.Declaration)),
        new("two declarations", "E003", o =>
        {
            o.Write("0=ocfl_object_1.0", "ocfl_object_1.0\n");
            o.Write("0=ocfl_object_1.1", "ocfl_object_1.1\n");
        }) { CodesOfOneZero = "E003 E038" },
        new("a declaration that is a directory", "E001 E003", o =>
        {
            o.Files.Remove(o.Declaration);
            o.EmptyDirectories.Add(o.Declaration);
        }),
        new("a second declaration that is a directory", "E001 E003", o => o.EmptyDirectories.Add("0=ocfl_object_"
            + (o.Specification == "1.0" ? "1.1" : "1.0"))),
        new("a declaration of an unknown version", "E003 E004", o => o.Move(o.Declaration, "0=ocfl_object_2.0")),
        new("a declaration with another tag", "E003 E005", o => o.Move(o.Declaration, "1=" + o.Declaration[2..])),
        new("a declaration with another value", "E003 E006", o => o.Move(o.Declaration, "0=ocfl_" + o.Specification)),
        new("a declaration without a newline", "E007", o => o.Write(o.Declaration, o.Declaration[2..])),
        new("a declaration with a carriage return", "E007", o => o.Write(o.Declaration, o.Declaration[2..] + "\r\n")),
        new("an empty declaration", "E007", o => o.Write(o.Declaration, "")),
        new("a declaration of 1 GB", "E007", o =>
        {
            o.Files.Remove(o.Declaration);
            o.SparseFiles.Add(new(o.Declaration, 1L << 30));
        }),
        new("nothing but a declaration", "E008 E063", o =>
        {
            foreach (string path in o.Files.Keys.Where(path => path != o.Declaration).ToList())
            {
                o.Files.Remove(path);
            }
        }),
        new("no inventory in the root", "E063", o => o.Files.Remove("inventory.json")),
        new("an inventory in another case", "E001 E034 E063", o => o.Move("inventory.json", "Inventory.json")),
        new("a declaration newer than the inventory's type", "E038 E103", o => o.Edit(
            i => i["type"] = $"https://ocfl.io/{(o.Specification == "1.0" ? "1.1" : "1.0")}/spec/#inventory")) { CodesOfOneZero = "E038" },
        new("a symbolic link in the root", "E090", o => o.Links.Add(new("link", "inventory.json"))),
        new("a file in the extensions directory", "E067", o => o.Write("extensions/file.txt", "x")),
        new("an extension that is not registered", "W013", o => o.Write("extensions/local/file.txt", "x")),
        new("an empty extensions directory", "E073", o => o.EmptyDirectories.Add("extensions")),
        new("an empty directory of an extension", "E073", o => o.EmptyDirectories.Add("extensions/0008-schema-registry")),
        new("an empty directory in an extension", "E073", o => o.EmptyDirectories.Add("extensions/0008-schema-registry/schemas/none")),
        new("a link in an extension", "E090", o => o.Links.Add(new("extensions/0008-schema-registry/link", "/etc/hostname"))),
        new("a link in the logs", "E090", o => o.Links.Add(new("logs/link", "/etc/hostname"))),
        new("a pipe in the root", "E089", o => o.Pipes.Add("pipe")),
        new("a pipe in the logs", "E089", o => o.Pipes.Add("logs/pipe")),
        new("a pipe in the place of the inventory", "E063 E089", o =>
        {
            o.Files.Remove("inventory.json");
            o.Pipes.Add("inventory.json");
        }),
        new("one file with two names among the inventories", "E090", o =>
        {
            o.Files.Remove("inventory.json");
            o.HardLinks.Add(new("inventory.json", "v3/inventory.json"));
        }),
        new("logs of any kind", "", o => o.Write("logs/2026/august.log", "x")),
        new("an empty logs directory", "", o => o.EmptyDirectories.Add("logs")),
    ];

    // ---- Version directories -----------------------------------------------------------------------------------------

    private static IEnumerable<Mutation> Versions() =>
    [
        new("a version directory that no inventory names", "E023 E040 E046 W010", o => o.Write("v4/content/x", "x")),
        new("an empty version directory that no inventory names", "E040 E046 W010", o => o.EmptyDirectories.Add("v4")),
        new("the inventory of an older version in the root", "E023 E040 E046 E064 E066", o => o.SetInventory("", o.InventoryText("v2"))),
        new("a version directory beyond the head with a copy of the root's inventory", "E040 E046", o => o.SetInventory(
            "v4", o.InventoryText())),
        new("a version in the inventory without a directory", "E010 E040 E046", o => o.Edit(i =>
        {
            i["versions"]!["v4"] = Version(i).DeepClone();
            i["head"] = "v4";
        })),
        new("a version directory that is missing", "E010 E046 E092 E093", o => o.RemoveDirectory("v2")),
        new("versions that begin with 2", "E009", o =>
        {
            o.RemoveDirectory("v1");
            o.EditIn("v2", Shorten);
            o.Edit(Shorten);

            static void Shorten(JsonObject i)
            {
                i["versions"]!.AsObject().Remove("v1");
                foreach (string digest in Manifest(i).Where(
                    e => e.Value![0]!.GetValue<string>().StartsWith("v1/", StringComparison.Ordinal)).Select(e => e.Key).ToList())
                {
                    Manifest(i).Remove(digest);
                    foreach ((string _, JsonNode? version) in i["versions"]!.AsObject())
                    {
                        version!["state"]!.AsObject().Remove(digest);
                    }
                }

                i.Remove("fixity");
            }
        }),
        new("a gap in the versions", "E010", o =>
        {
            o.RemoveDirectory("v2");
            o.Edit(i =>
            {
                i["versions"]!.AsObject().Remove("v2");
                JsonNode three = Manifest(i)[o.Digest("three")]!;
                three[0] = "v3/content/a.txt";
                i["fixity"]!["md5"]![TestObject.Digest("md5", "three")]![0] = "v3/content/a.txt";
            });
            o.Write("v3/content/a.txt", "three");
        }),
        new("padded names of two widths", "E012 E013 W001", o => RenameVersion(o, "v03", "v003")) { Create = Padded },
        new("a padded name without its zero", "E011 E012 E013 W001", o => RenameVersion(o, "v03", "v3")) { Create = Padded },
        new("a padded name among names without padding", "E012 E013", o => RenameVersion(o, "v3", "v03")),
        new("references to version directories by another name", "E014 E023 E057 E092", o => o.Edit(
            i => Manifest(i)[o.Digest("four")]![0] = "v03/content/new.txt")),
        new("a file in a version directory", "E015", o => o.Write("v2/notes.txt", "x")),
        new("content beside the content directory", "E015 E016 E021 E092", o =>
        {
            o.Move("v3/content/new.txt", "v3/new.txt");
            o.Edit(i => Manifest(i)[o.Digest("four")]![0] = "v3/new.txt");
            o.Edit(i => i.Remove("fixity"));
        }),
        new("no content directory where there is content", "E016 E092 E093 W002", o => o.Move("v3/content/new.txt", "v3/data/new.txt")),
        new("content outside the content directory that is named", "E016 E092 W002", o =>
        {
            o.Move("v3/data/new.txt", "v3/other/new.txt");
            o.Edit(i => Manifest(i)[o.Digest("four")]![0] = "v3/other/new.txt");
            o.Edit(i => i.Remove("fixity"));
        }) { Create = WithContentDirectory },
        new("content outside the directory 'content'", "E016 E021 E092 W002", o =>
        {
            o.Move("v3/content/new.txt", "v3/other/new.txt");
            o.Edit(i => Manifest(i)[o.Digest("four")]![0] = "v3/other/new.txt");
            o.Edit(i => i.Remove("fixity"));
        }),
        new("an empty content directory", "W003", o =>
        {
            o.RemoveDirectory("v3/content");
            o.EmptyDirectories.Add("v3/content");
            o.Edit(i =>
            {
                Manifest(i).Remove(o.Digest("four"));
                State(i).Remove(o.Digest("four"));
                i["fixity"]!["md5"]!.AsObject().Remove(TestObject.Digest("md5", "four"));
            });
        }),
        new("a directory beside the content directory", "W002", o => o.Write("v2/other/file", "x")),
        new("a link in a version directory", "E090", o => o.Links.Add(new("v2/link", "/etc/hostname"))),
        new("no inventory in a version directory", "W010", o =>
        {
            o.Files.Remove("v2/inventory.json");
            o.Files.Remove("v2/inventory.json." + o.Algorithm);
        }),
        new("versions with zeros in front", "W001", _ => { }) { Create = Padded },
    ];

    private static TestObject Padded(string specification) => TestObject.Create(specification, nameVersion: number => $"v0{number}");

    private static TestObject WithContentDirectory(string specification) => TestObject.Create(specification, contentDirectory: "data");

    private static TestObject Sha256(string specification) => TestObject.Create(specification, algorithm: "sha256");

    private static void RenameVersion(TestObject o, string from, string to)
    {
        foreach (string path in o.Files.Keys.Where(path => path.StartsWith(from + "/", StringComparison.Ordinal)).ToList())
        {
            o.Move(path, to + path[from.Length..]);
        }

        string text = o.InventoryText()
            .Replace($"\"{from}\"", $"\"{to}\"", StringComparison.Ordinal)
            .Replace($"\"{from}/", $"\"{to}/", StringComparison.Ordinal);
        o.SetInventory("", text);
        o.SetInventory(to, text);
    }

    // ---- Content -----------------------------------------------------------------------------------------------------

    private static IEnumerable<Mutation> Content() =>
    [
        new("a content file that no manifest names", "E023", o => o.Write("v1/content/extra.txt", "x")),
        new("a hidden content file that no manifest names", "E023", o => o.Write("v2/content/.DS_Store", "x")),
        new("an empty directory in the content", "E024", o => o.EmptyDirectories.Add("v1/content/none/at all")),
        new("a link in the content", "E090", o => o.Links.Add(new("v1/content/link", "a.txt"))),
        new("a link in the place of a content file", "E090 E092 E093", o =>
        {
            o.Files.Remove("v1/content/a.txt");
            o.Links.Add(new("v1/content/a.txt", "../../v2/content/a.txt"));
        }),
        new("a link in the place of a content directory", "E016 E090 E092 E093", o =>
        {
            o.RemoveDirectory("v3/content");
            o.Links.Add(new("v3/content", "../v2/content"));
        }),
        new("a pipe in a version directory", "E089", o => o.Pipes.Add("v2/pipe")),
        new("a pipe in the content", "E089", o => o.Pipes.Add("v1/content/pipe")),
        new("a pipe in the place of a content file", "E089 E092 E093", o =>
        {
            o.Files.Remove("v1/content/a.txt");
            o.Pipes.Add("v1/content/a.txt");
        }),
        new("one content file with two names", "E090", o =>
        {
            o.HardLinks.Add(new("v3/content/again.txt", "v3/content/new.txt"));
            o.Edit(i => Manifest(i)[o.Digest("four")]!.AsArray().Add("v3/content/again.txt"));
        }),
        new("one file with a name in the content and one in the logs", "E090", o => o.HardLinks.Add(
            new("logs/new.txt", "v3/content/new.txt"))),
        new("a content file that is missing", "E092 E093", o => o.Files.Remove("v1/content/a.txt")),
        new("a content file with other bytes", "E092 E093", o => o.Write("v1/content/a.txt", "One")),
        new("a content file that is cut short", "E092 E093", o => o.Write("v1/content/a.txt", "")),
        new("a content file with a byte too many", "E092 E093", o => o.Write("v1/content/a.txt", "one ")),
    ];

    // ---- JSON --------------------------------------------------------------------------------------------------------

    private static IEnumerable<Mutation> Json() =>
    [
        new("an inventory that is cut short", "E033", o => o.EditText(json => json[..^10])),
        new("an empty inventory", "E033", o => o.EditText(_ => "")),
        new("something after the inventory", "E033", o => o.EditText(json => json + "{}")),
        new("an inventory that is an array", "E033", o => o.EditText(json => "[" + json + "]")),
        new("a trailing comma", "E033", o => o.EditText(json => json[..^1] + ",}")),
        new("a comment", "E033", o => o.EditText(json => "/* why not */" + json)),
        new("a byte order mark", "E033", o => o.EditText(json => "\uFEFF" + json)),
        new("bytes that are not UTF-8 in a message", "E033 W011", o =>
        {
            byte[] bytes = Encoding.Latin1.GetBytes(o.InventoryText().Replace("Version v2", "Vérsion", StringComparison.Ordinal));
            o.SetInventory("", bytes);
            o.SetInventory("v3", bytes);
        }),
        new("bytes that are not UTF-8 in a logical path", "E033", o =>
        {
            byte[] bytes = Encoding.Latin1.GetBytes(o.InventoryText().Replace("renamed/b.txt", "renämed/b.txt", StringComparison.Ordinal));
            o.SetInventory("", bytes);
            o.SetInventory("v3", bytes);
        }),
        new("an inventory in UTF-16", "E033", o =>
        {
            byte[] bytes = Encoding.Unicode.GetBytes(o.InventoryText());
            o.SetInventory("", bytes);
            o.SetInventory("v3", bytes);
        }),
        new("half of a surrogate pair", "E033 W011", o => o.EditText(
            json => json.Replace("Version v2", "\\ud83d", StringComparison.Ordinal))),
        new("half of a surrogate pair in an unknown key's value", "E033 E102", o => o.EditText(json => "{\"x\":\"\\xff\"," + json[1..])),
        new("a member twice", "E033", o => Duplicate(o, $"\"id\":\"{TestObject.Id}\"")),
        new("a member twice, once with an escape", "E033", o => o.EditText(json => "{\"\\u0069d\":\"urn:example:other\"," + json[1..])),
        new("a key twice in an unknown member", "E033 E102", o => o.EditText(json => "{\"comment\":[{\"a\":1,\"a\":2}]," + json[1..])),
        new("an unknown member twice", "E033 E102", o => o.EditText(json => "{\"comment\":1,\"comment\":2," + json[1..])),
        new("half of a surrogate pair within an unknown member", "E033 E102", o => o.EditText(
            json => "{\"comment\":{\"a\":\"\\ud83d\"}," + json[1..])),
        new("a version's member twice", "E033", o => Duplicate(o, "\"message\":\"Version v2\"")),
        new("a user's member twice", "E033", o => o.EditText(
            json => json.Replace("{\"name\":\"Somebody\"", "{\"name\":\"Somebody\",\"name\":\"Somebody\"", StringComparison.Ordinal))),
        new("an algorithm of the fixity block twice", "E033", o => o.EditText(
            json => json.Replace("\"fixity\":{", "\"fixity\":{\"md5\":{},", StringComparison.Ordinal))),
        new("a version twice", "E033", o => o.EditText(json => json.Replace(
            "\"versions\":{", "\"versions\":{\"v2\":" + Version(o.Inventory(), "v2").ToJsonString() + ",", StringComparison.Ordinal))),
        new("a digest of a state twice", "E033 E095", o => Duplicate(o, $"\"{o.Digest("two")}\":[\"renamed/b.txt\"]")),
        new("a digest of the manifest twice", "E033 E096 E101", o => Duplicate(o, $"\"{o.Digest("four")}\":[\"v3/content/new.txt\"]")),
        new("a digest of a fixity block twice", "E033 E097 E101", o => Duplicate(
            o, $"\"{TestObject.Digest("md5", "four")}\":[\"v3/content/new.txt\"]")),
        new("an unknown member", "E102", o => o.Edit(i => i["comment"] = new JsonObject { ["a"] = new JsonArray(1, "b", null) })),
        new("an unknown member of a version", "E102", o => o.Edit(i => Version(i)["comment"] = "x")),
        new("an unknown key of the manifest", "E031 E101 E107", o => o.Edit(
            i => Manifest(i)["comment"] = new JsonArray("v3/content/new.txt"))) { CodesOfOneZero = "E031 E101" },
        new("an unknown key of a state", "E031 E050", o => o.Edit(i => State(i)["comment"] = new JsonArray("x"))),
        new("an unknown key of a fixity algorithm", "E057 E093 E101", o => o.Edit(
            i => i["fixity"]!["md5"]!["comment"] = new JsonArray("v3/content/new.txt"))),
        new("an unknown member of a user", "E102", o => o.Edit(i => Version(i)["user"]!["comment"] = 1)),
        new("a member in another case", "E036 E102", o => o.Edit(i => Rename(i, "id", "Id"))),
    ];

    // ---- Members -----------------------------------------------------------------------------------------------------

    private static IEnumerable<Mutation> Members() =>
    [
        new("no id", "E036", o => o.Edit(i => i.Remove("id"))),
        new("no type", "E036", o => o.Edit(i => i.Remove("type"))),
        new("no digestAlgorithm", "E036", o => o.Edit(i => i.Remove("digestAlgorithm"))),
        new("no head", "E036", o => o.Edit(i => i.Remove("head"))),
        new("no manifest", "E041", o => o.Edit(i => i.Remove("manifest"))),
        new("no versions", "E041 E043", o => o.Edit(i => i.Remove("versions"))),
        new("no versions in the versions", "E008 E046 E066 E107", o => o.Edit(i => i["versions"] = new JsonObject()))
        {
            CodesOfOneZero = "E008 E046 E066",
        },
        new("versions under another key", "E041 E043 E044 E102", o => o.Edit(i => Rename(i, "versions", "Versions"))),
        new("fixity under another key", "E055 E102", o => o.Edit(i => Rename(i, "fixity", "Fixity"))),
        new("no created", "E048", o => o.Edit(i => Version(i).Remove("created"))),
        new("no state", "E048", o => o.Edit(i => Version(i).Remove("state"))),
        new("no name", "E054", o => o.Edit(i => Version(i)["user"]!.AsObject().Remove("name"))),
        new("an empty name", "E054", o => o.Edit(i => Version(i)["user"]!["name"] = "")),
        new("an empty id", "E037", o => o.Edit(i => i["id"] = "")),
        new("an inventory null", "E033", o => o.EditText(_ => "null")),
        new("id null", "E037", o => o.Edit(i => i["id"] = null)),
        new("type null", "E038", o => o.Edit(i => i["type"] = null)),
        new("digestAlgorithm null", "E025", o => o.Edit(i => i["digestAlgorithm"] = null)),
        new("head null", "E040", o => o.Edit(i => i["head"] = null)),
        new("contentDirectory null", "E033", o => o.Edit(i => i["contentDirectory"] = null)),
        new("manifest null", "E106", o => o.Edit(i => i["manifest"] = null)) { CodesOfOneZero = "E041" },
        new("versions null", "E045", o => o.Edit(i => i["versions"] = null)),
        new("fixity null", "E111", o => o.Edit(i => i["fixity"] = null)) { CodesOfOneZero = "E057" },
        new("a version null", "E047", o => o.Edit(i => i["versions"]!["v3"] = null)),
        new("created null", "E049", o => o.Edit(i => Version(i)["created"] = null)),
        new("state null", "E050", o => o.Edit(i => Version(i)["state"] = null)),
        new("message null", "E094", o => o.Edit(i => Version(i)["message"] = null)),
        new("user null", "E054", o => o.Edit(i => Version(i)["user"] = null)),
        new("name null", "E054", o => o.Edit(i => Version(i)["user"]!["name"] = null)),
        new("address null", "E033", o => o.Edit(i => Version(i)["user"]!["address"] = null)),
        new("a digest of the manifest null", "E023 E057 E092", o => o.Edit(i => Manifest(i)[o.Digest("four")] = null)),
        new("a digest of the state null", "E051", o => o.Edit(i => State(i)[o.Digest("four")] = null)),
        new("an algorithm of the fixity block null", "E057", o => o.Edit(i => i["fixity"]!["md5"] = null)),
        new("a digest of the fixity block null", "E057", o => o.Edit(i => i["fixity"]!["md5"]![TestObject.Digest("md5", "four")] = null)),
        new("a content path null", "E092", o => o.Edit(i => Manifest(i)[o.Digest("four")]!.AsArray().Add(null))),
        new("a logical path that is a number", "E051", o => o.Edit(i => State(i)[o.Digest("four")]!.AsArray().Add(7))),
        new("a fixity path that is an object", "E057", o => o.Edit(
            i => i["fixity"]!["md5"]![TestObject.Digest("md5", "four")]!.AsArray().Add(new JsonObject { ["a"] = 1 }))),
        new("no content path for a digest", "E023 E057 E092", o => o.Edit(i => Manifest(i)[o.Digest("four")] = new JsonArray())),
        new("a type that is no URI of an inventory", "E038", o => o.Edit(i => i["type"] = "https://ocfl.io/2.0/spec/#inventory")),
        new("a head that is not the newest", "E040 E064", o => o.Edit(i => i["head"] = "v2")),
        new("a head that does not exist", "E040", o => o.Edit(i => i["head"] = "v4")),
        new("a head without its v", "E040", o => o.Edit(i => i["head"] = "3")),
        new("a head that is a number", "E040", o => o.Edit(i => i["head"] = 3)),
        new("a version key without its v", "E014 E040 E046 E104", o => o.Edit(i => Rename(i["versions"]!.AsObject(), "v3", "3")))
        {
            CodesOfOneZero = "E014 E040 E046",
        },
        new("a version key with a negative number", "E046 E105", o => o.Edit(i => i["versions"]!["v-1"] = Version(i).DeepClone()))
        {
            CodesOfOneZero = "E046",
        },
        new("a content directory with a slash", "E017 E108", o => o.Edit(i => i["contentDirectory"] = "content/dir"))
        {
            CodesOfOneZero = "E017",
        },
        new("a content directory that is a period", "E018", o => o.Edit(i => i["contentDirectory"] = ".")),
        new("a content directory that is two periods", "E018", o => o.Edit(i => i["contentDirectory"] = "..")),
        new("a content directory without a name", "E108", o => o.Edit(i => i["contentDirectory"] = "")) { CodesOfOneZero = "E017" },
        .. Times(),
    ];

    private static IEnumerable<Mutation> Times()
    {
        foreach (string bad in (string[])[
            "2026-02-30T12:00:00Z",
            "2026-08-01T12:00:00",
            "2026-08-01T12:00Z",
            "2026-08-01",
            "2026-08-01 12:00:00Z",
            "2026-08-01T12:00:60Z",
            "yesterday",
            "",
        ])
        {
            yield return new($"created '{bad}'", "E049", o => o.Edit(i => Version(i)["created"] = bad));
        }

        foreach (string good in (string[])["2026-08-01t12:00:00z", "2016-12-31T23:59:60Z", "2026-08-01T12:00:00.000000000001-00:00"])
        {
            yield return new($"created '{good}'", "", o => o.Edit(i => Version(i)["created"] = good));
        }
    }

    // ---- Digests -----------------------------------------------------------------------------------------------------

    private static IEnumerable<Mutation> Digests() =>
    [
        new("an algorithm that is not for content addressing", "E025", o => o.Edit(i => i["digestAlgorithm"] = "md5")),
        new("an algorithm in upper case", "E025", o => o.Edit(i => i["digestAlgorithm"] = "SHA512")),
        new("sha256", "W004", _ => { }) { Create = Sha256 },
        new("a digest of another algorithm in the manifest", "E039 E050 E092 E107", o => o.Edit(
            i => Rename(Manifest(i), o.Digest("four"), Hex64))) { CodesOfOneZero = "E039 E050 E092" },
        new("a digest in a state that the manifest lacks", "E050", o => o.Edit(i => State(i)[new string('0', 128)] = new JsonArray("x"))),
        new("a digest of the manifest that no state has", "E107", o =>
        {
            o.Write("v3/content/unused", "unused");
            o.Edit(i => Manifest(i)[o.Digest("unused")] = new JsonArray("v3/content/unused"));
        }) { CodesOfOneZero = "" },
        new("a digest of sha512 that is not hexadecimal", "E031 E092", o => o.Edit(
            i => RenameDigest(i, o.Digest("four"), o.Digest("four")[..^1] + "g"))),
        new("a digest of sha256 that is not hexadecimal", "E030 E092 W004", o => o.Edit(
            i => RenameDigest(i, o.Digest("four"), o.Digest("four")[..^1] + "g"))) { Create = Sha256 },
        new("a digest that is cut short", "E031 E092", o => o.Edit(i => RenameDigest(i, o.Digest("four"), o.Digest("four")[..^1]))),
        new("digests in upper case everywhere", "", o => o.EditAll(i =>
        {
            foreach (string digest in Manifest(i).Select(e => e.Key).ToList())
            {
                RenameDigest(i, digest, digest.ToUpperInvariant());
            }
        })),
        new("a digest in mixed case, the same in manifest and state", "", o => o.Edit(
            i => RenameDigest(i, o.Digest("four"), Mixed(o.Digest("four"))))),
        new("a digest in upper case in the manifest only", "E050 E107", o => o.Edit(
            i => Rename(Manifest(i), o.Digest("four"), o.Digest("four").ToUpperInvariant()))) { CodesOfOneZero = "E050" },
        new("a digest in upper case in a state only", "E050 E107", o => o.Edit(
            i => Rename(State(i), o.Digest("four"), o.Digest("four").ToUpperInvariant()))) { CodesOfOneZero = "E050" },
        new("the same digest in two cases in the manifest", "E096 E107", o =>
        {
            o.Write("v3/content/again.txt", "four");
            o.Edit(i =>
            {
                Manifest(i)[o.Digest("four").ToUpperInvariant()] = new JsonArray("v3/content/again.txt");
                State(i)[o.Digest("two").ToUpperInvariant()] = State(i)[o.Digest("two")]!.DeepClone();
                State(i).Remove(o.Digest("two").ToUpperInvariant());
            });
        }) { CodesOfOneZero = "E096" },
        new("the same digest in two cases in the manifest and a state", "E050 E096", o =>
        {
            o.Write("v3/content/twin.txt", "four");
            o.Edit(i =>
            {
                Manifest(i)[o.Digest("four").ToUpperInvariant()] = new JsonArray("v3/content/twin.txt");
                State(i)[o.Digest("four").ToUpperInvariant()] = new JsonArray("twin.txt");
            });
        }),
        new("the same digest in two cases in a state", "E050", o => o.Edit(
            i => State(i)[o.Digest("four").ToUpperInvariant()] = new JsonArray("again.txt"))),
    ];

    private static string Mixed(string digest) => string.Concat(digest.Select((c, i) => i % 2 == 0 ? char.ToUpperInvariant(c) : c));

    private static void RenameDigest(JsonObject inventory, string from, string to)
    {
        Rename(Manifest(inventory), from, to);
        foreach ((string _, JsonNode? version) in inventory["versions"]!.AsObject())
        {
            if (version!["state"]!.AsObject().ContainsKey(from))
            {
                Rename(version["state"]!.AsObject(), from, to);
            }
        }
    }

    // ---- Paths -------------------------------------------------------------------------------------------------------

    private static IEnumerable<Mutation> Paths()
    {
        yield return new("a content path with backslashes", "E035 E092", o => SetContentPath(o, "v3\\content\\new.txt"));
        yield return new("a content path outside the object", "E042 E099", o => SetContentPath(o, "../v3/content/new.txt"));
        yield return new(
            "a content path that climbs out of the object", "E099", o => SetContentPath(o, "v3/content/../../../../etc/passwd"));
        yield return new("a content path from the top of the file system", "E042 E100", o => SetContentPath(o, "/etc/passwd"));
        yield return new("a content path that is not in a version", "E042 E092", o => SetContentPath(o, "content/new.txt"));
        yield return new("an empty content path", "E042 E098", o => SetContentPath(o, ""));
        yield return new("a content path with a NUL", "E098", o => SetContentPath(o, "v3/content/new\0.txt"));
        yield return new("a content path with an empty element", "E099", o => SetContentPath(o, "v3/content//new.txt"));
        yield return new("a content path with a period", "E099", o => SetContentPath(o, "v3/content/./new.txt"));
        yield return new("a content path that ends with a slash", "E100", o => SetContentPath(o, "v3/content/new.txt/"));
        yield return new(
            "a content path twice", "E101", o => o.Edit(i => Manifest(i)[o.Digest("four")]!.AsArray().Add("v3/content/new.txt")));
        yield return new(
            "a content path for two digests",
            "E092 E101",
            o => o.Edit(i => Manifest(i)[o.Digest("three")]!.AsArray().Add("v3/content/new.txt")));
        yield return new(
            "a content path that is a directory of another",
            "E092 E101",
            o => o.Edit(i => Manifest(i)[o.Digest("four")]!.AsArray().Add("v3/content/new.txt/more.txt")));
        yield return new(
            "a content path that is the beginning of another",
            "E092 E101",
            o => o.Edit(i => Manifest(i)[o.Digest("four")]!.AsArray().Add("v1/content/dir")));
        yield return new("an empty logical path", "E051", o => AddLogicalPath(o, ""));
        yield return new("a logical path with a period", "E052", o => AddLogicalPath(o, "a/./b"));
        yield return new("a logical path that climbs", "E052", o => AddLogicalPath(o, "../../etc/passwd"));
        yield return new("a logical path with an empty element", "E052", o => AddLogicalPath(o, "a//b"));
        yield return new("a logical path that begins with a slash", "E053", o => AddLogicalPath(o, "/etc/passwd"));
        yield return new("a logical path that ends with a slash", "E053", o => AddLogicalPath(o, "a/"));
        yield return new("a logical path twice", "E095", o => AddLogicalPath(o, "new.txt"));
        yield return new("a logical path that is a directory of another", "E095", o => AddLogicalPath(o, "new.txt/more.txt"));
        yield return new("a logical path that is the beginning of another", "E095", o => AddLogicalPath(o, "renamed"));
        yield return new("a logical path of 4,096 bytes", "", o => AddLogicalPath(o, new string('x', 4096)));
        yield return new(
            "a content path of 4,096 bytes that is not there",
            "E016 E092",
            o => SetContentPath(
                o, "v3/content/" + string.Join('/', Enumerable.Repeat(new string('x', 200), 20)) + "/" + new string('x', 64)));
        yield return new("control characters in a logical path", "", o => AddLogicalPath(o, "bell\a and tab\t and newline\n"));
        yield return new(
            "escapes in a logical path",
            "",
            o => o.EditText(json => json.Replace("\"renamed/b.txt\"", "\"ren\\u0061med\\/\\u0062.txt\"", StringComparison.Ordinal)));
        yield return new("escapes in a content path and its digest", "", o => o.EditText(json => json
            .Replace("\"v3/content/new.txt\"", "\"v3\\/cont\\u0065nt/new.txt\"", StringComparison.Ordinal)
            .Replace("\"" + o.Digest("four"), $"\"\\u{(int)o.Digest("four")[0]:x4}{o.Digest("four")[1..]}", StringComparison.Ordinal)));
        yield return new("control characters in a content path", "", o =>
        {
            o.Move("v3/content/new.txt", "v3/content/new\a\n.txt");
            o.Edit(i => i["fixity"] = new JsonObject());
            o.Edit(i => Manifest(i)[o.Digest("four")]![0] = "v3/content/new\a\n.txt");
        });
    }

    private static void SetContentPath(TestObject o, string path)
    {
        o.Files.Remove("v3/content/new.txt");
        o.Edit(i =>
        {
            Manifest(i)[o.Digest("four")]![0] = path;
            i.Remove("fixity");
        });
    }

    private static void AddLogicalPath(TestObject o, string path) => o.Edit(i => State(i)[o.Digest("four")]!.AsArray().Add(path));

    // ---- Fixity ------------------------------------------------------------------------------------------------------

    private static IEnumerable<Mutation> Fixity() =>
    [
        new("fixity of an unknown algorithm", "X004", o => o.Edit(
            i => i["fixity"]!["crc32"] = new JsonObject { ["00000000"] = new JsonArray("v1/content/empty") })),
        new("fixity of every algorithm", "", o => o.Edit(i => i["fixity"] = new JsonObject
        {
            ["md5"] = Empty("d41d8cd98f00b204e9800998ecf8427e"),
            ["sha1"] = Empty("DA39A3EE5E6B4B0D3255BFEF95601890AFD80709"),
            ["sha256"] = Empty("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ["blake2b-160"] = Empty("3345524abf6bbe1809449224b5972c41790b6cf2"),
            ["sha512/256"] = Empty("c672b8d1ef56ed28ab87c3622c5114069bdd3ad7b8f9737498d0c01ecef0967a"),
            ["size"] = Empty("0"),
        })),
        new("an empty fixity block", "", o => o.Edit(i => i["fixity"] = new JsonObject())),
        new("no fixity block", "", o => o.Edit(i => i.Remove("fixity"))),
        new("fixity of sha1 that is not hexadecimal", "E029 E093", o => o.Edit(i => i["fixity"]!["sha1"] = Empty("xyz"))),
        new("fixity of sha256 that is too long", "E030 E093", o => o.Edit(i => i["fixity"]!["sha256"] = Empty(Hex64 + "0"))),
        new("fixity of blake2b-512 that is too short", "E032 E093", o => o.Edit(i => i["fixity"]!["blake2b-512"] = Empty(Hex64))),
        new("fixity of md5 that is not hexadecimal", "E057 E093", o => o.Edit(i => i["fixity"]!["md5"] = Empty("xyz"))),
        new("fixity that does not match", "E093", o => o.Edit(i => i["fixity"]!["sha1"] = Empty(TestObject.Digest("sha1", "x")))),
        new("a size that does not match", "E093", o => o.Edit(i => i["fixity"]!["size"] = Empty("1"))),
        new("fixity that does not match, in an old inventory only", "E093", o => o.EditIn(
            "v1", i => i["fixity"]!["sha1"] = Empty(TestObject.Digest("sha1", "x")))),
        new("fixity of a file that the manifest lacks", "E057", o => o.Edit(
            i => i["fixity"]!["md5"]![TestObject.Digest("md5", "x")] = new JsonArray("v1/content/nothing"))),
        new("the same fixity digest in two cases", "E057 E097", o => o.Edit(
            i => i["fixity"]!["md5"]![TestObject.Digest("md5", "four").ToUpperInvariant()] = new JsonArray("v1/content/nothing"))),
        new("no content path for a fixity digest", "E057", o => o.Edit(
            i => i["fixity"]!["md5"]![TestObject.Digest("md5", "x")] = new JsonArray())),
        new("a fixity path twice", "E101", o => o.Edit(
            i => i["fixity"]!["md5"]![TestObject.Digest("md5", "four")]!.AsArray().Add("v3/content/new.txt"))),
        new("a fixity path that climbs", "E057 E099", o => o.Edit(
            i => i["fixity"]!["md5"]![TestObject.Digest("md5", "four")]!.AsArray().Add("v1/../../x"))),
    ];

    private static JsonObject Empty(string digest) => new() { [digest] = new JsonArray("v1/content/empty") };

    // ---- Sidecars ----------------------------------------------------------------------------------------------------

    private static IEnumerable<Mutation> Sidecars() =>
    [
        new("no sidecar in the root", "E058", o => o.Files.Remove("inventory.json.sha512")),
        new("no sidecar in a version directory", "E058", o => o.Files.Remove("v1/inventory.json.sha512")),
        new("a sidecar of another algorithm", "E058 E059", o => o.Move("inventory.json.sha512", "inventory.json.sha256")),
        new("a second sidecar in the root", "E001 E059", o => o.Write(
            "inventory.json.sha256", TestObject.Digest("sha256", o.Files["inventory.json"]) + " inventory.json\n")),
        new("a second sidecar in a version directory", "E015 E059", o => o.Write(
            "v2/inventory.json.md5", TestObject.Digest("md5", o.Files["v2/inventory.json"]) + " inventory.json\n")),
        new("a sidecar with another digest", "E060", o => o.Write("inventory.json.sha512", new string('0', 128) + " inventory.json\n")),
        new("a sidecar in upper case", "", o => o.Write(
            "inventory.json.sha512", TestObject.Digest("sha512", o.Files["inventory.json"]).ToUpperInvariant() + "\tinventory.json")),
        new(
            "a sidecar with the digest of the version before",
            "E060 E062",
            o => o.Files["inventory.json.sha512"] = o.Files["v2/inventory.json.sha512"]),
        new("a sidecar of a digest only", "E061", o => o.Write(
            "inventory.json.sha512", TestObject.Digest("sha512", o.Files["inventory.json"]) + "\n")),
        new("a sidecar that ends in CRLF", "E061", o => o.Write(
            "inventory.json.sha512", TestObject.Digest("sha512", o.Files["inventory.json"]) + " inventory.json\r\n")),
        new("a sidecar for another file", "E061", o => o.Write(
            "v1/inventory.json.sha512", TestObject.Digest("sha512", o.Files["v1/inventory.json"]) + " inventory.jsn\n")),
        new("an empty sidecar", "E061", o => o.Write("inventory.json.sha512", "")),
        new("a sidecar of 1 GB", "E061", o =>
        {
            o.Files.Remove("inventory.json.sha512");
            o.SparseFiles.Add(new("inventory.json.sha512", 1L << 30));
        }),
    ];

    // ---- Inventories of versions -------------------------------------------------------------------------------------

    private static IEnumerable<Mutation> Prior() =>
    [
        new("an inventory of the newest version that differs from the root's", "E064", o => o.SetInventory("v3", o.InventoryText() + "\n")),
        new("an inventory of an old version with another head", "E040", o => o.EditIn("v2", i => i["head"] = "v1")),
        new("an inventory of an old version with an error of its own", "E094 W011", o => o.EditIn(
            "v1", i => Version(i, "v1")["message"] = 1)),
        new("an inventory of an old version that is not JSON", "E033", o => o.SetInventory("v1", "{")),
        new("another id in an old inventory", "E037 E110", o => o.EditIn("v1", i => i["id"] = "urn:example:other"))
        {
            CodesOfOneZero = "E037",
        },
        new("an older version of a newer specification", "E103", o =>
        {
            o.EditIn("v1", i => i["type"] = "https://ocfl.io/1.1/spec/#inventory");
            o.EditIn("v2", i => i["type"] = "https://ocfl.io/1.0/spec/#inventory");
        }) { CodesOfOneZero = "E038" },
        new("a content directory that is set later", "E016 E019 E020 E092 E093 W002", o => o.Edit(i => i["contentDirectory"] = "data")),
        new("a content directory that is set later, though to the usual name", "E019", o => o.Edit(i => i["contentDirectory"] = "content")),
        new("a content directory that changes", "E016 E020", o => o.EditIn("v2", i => i["contentDirectory"] = "other")),
        new("an old manifest that lacks a file", "E023 E066", o => o.EditIn("v2", i =>
        {
            Manifest(i)[o.Digest("two")]!.AsArray().Add("v1/content/a.txt");
            Manifest(i).Remove(o.Digest("one"));
            State(i, "v1").Remove(o.Digest("one"));
            State(i, "v1")[o.Digest("two")]!.AsArray().Add("a.txt");
            Manifest(i)[o.Digest("two")]!.AsArray().RemoveAt(1);
            i["fixity"]!["md5"]!.AsObject().Remove(TestObject.Digest("md5", "one"));
        })),
        new("an old manifest with a file that is not there", "E092", o => o.EditIn(
            "v1", i => Manifest(i)[o.Digest("one")]!.AsArray().Add("v1/content/gone"))),
        new("an old manifest with another digest", "E066 E092", o => o.EditIn(
            "v1", i => RenameDigest(i, o.Digest("one"), new string('0', 128)))),
        new("an old state with another path", "E066", o => o.EditIn("v1", i => State(i, "v1")[o.Digest("one")]![0] = "A.txt")),
        new("an old state with another content", "E066", o => o.EditIn("v2", i =>
        {
            State(i, "v2")[o.Digest("three")]!.AsArray().RemoveAt(0);
            State(i, "v2")[o.Digest("one")] = new JsonArray("a.txt");
        })),
        new("an old state that lacks a path", "E066", o => o.EditIn("v1", i => State(i, "v1")[o.Digest("two")]!.AsArray().RemoveAt(1))),
        new("an old state in another order", "", o => o.EditIn("v1", i =>
        {
            JsonArray paths = State(i, "v1")[o.Digest("two")]!.AsArray();
            string first = paths[0]!.GetValue<string>();
            paths.RemoveAt(0);
            paths.Add(first);
            Rename(State(i, "v1"), o.Digest("one"), o.Digest("one"));
        })),
        new("an old inventory of another algorithm", "W004", o => ChangeAlgorithm(o, _ => { })),
        new("an old inventory of another algorithm with another state", "E066 W004", o => ChangeAlgorithm(
            o, i => State(i, "v1")[TestObject.Digest("sha256", "one")]![0] = "A.txt")),
        new("an old inventory of another algorithm with a wrong digest", "E092 W004", o => ChangeAlgorithm(
            o, i => RenameDigest(i, TestObject.Digest("sha256", "one"), Hex64))),
        new("other times, messages and users in an old inventory", "W011", o => o.EditIn(
            "v1", i => Version(i, "v1")["message"] = "Another")),
        new("another user in an old inventory", "W011", o => o.EditIn("v2", i => Version(i, "v1")["user"]!["name"] = "Another")),
        new("another time in an old inventory", "W011", o => o.EditIn("v2", i => Version(i, "v1")["created"] = "2026-08-01T12:00:01Z")),
    ];

    /// <summary>Makes the first version's inventory one of sha256, right in all else.</summary>
    private static void ChangeAlgorithm(TestObject o, Action<JsonObject> edit)
    {
        JsonObject inventory = o.Inventory("v1");
        inventory["digestAlgorithm"] = "sha256";
        foreach (string content in (string[])["one", "two", ""])
        {
            RenameDigest(inventory, o.Digest(content), TestObject.Digest("sha256", content));
        }

        edit(inventory);
        o.Files.Remove("v1/inventory.json.sha512");
        o.SetInventory("v1", Encoding.UTF8.GetBytes(inventory.ToJsonString()), "sha256");
    }

    // ---- Warnings ----------------------------------------------------------------------------------------------------

    private static IEnumerable<Mutation> Warnings() =>
    [
        new("an id that is not a URI", "W005", o => o.EditAll(i => i["id"] = "object 1")),
        new("no message", "W007", o => o.Edit(i => Version(i).Remove("message"))),
        new("no user", "W007", o => o.Edit(i => Version(i).Remove("user"))),
        new("no address", "W008", o => o.Edit(i => Version(i)["user"]!.AsObject().Remove("address"))),
        new("an address that is not a URI", "W009", o => o.Edit(i => Version(i)["user"]!["address"] = "somebody@example.org")),
    ];

    // ---- A mutable HEAD ----------------------------------------------------------------------------------------------

    private const string Extension = "extensions/0005-mutable-head";
    private const string MutableHead = Extension + "/head";
    private const string Later = MutableHead + "/content/r1/later.txt";

    private static IEnumerable<Mutation> MutableHeads() => ((IEnumerable<Mutation>)
    [
        new("a mutable HEAD", "", _ => { }),
        new("a mutable HEAD without an inventory", "X001", o => o.Files.Remove(MutableHead + "/inventory.json")),
        new("a mutable HEAD of which nothing is left but a directory", "E073 X001", o =>
        {
            o.RemoveDirectory(Extension);
            o.EmptyDirectories.Add(Extension);
        }),
        new("a mutable HEAD without the copy of the root's sidecar", "X001", o => o.Files.Remove(Extension
            + "/root-inventory.json.sha512")),
        new("a mutable HEAD that another version has overtaken", "X001", o => o.Files[Extension
            + "/root-inventory.json.sha512"] = o.Files["v2/inventory.json.sha512"]),
        new("a file too many beside a mutable HEAD", "X001", o => o.Write(Extension + "/notes.txt", "x")),
        new("a directory too many beside a mutable HEAD", "X001", o => o.Write(Extension + "/more/notes.txt", "x")),
        new("a file too many in a mutable HEAD", "X001", o => o.Write(MutableHead + "/notes.txt", "x")),
        new("a directory too many in a mutable HEAD", "X001", o => o.Write(MutableHead + "/more/notes.txt", "x")),
        new("a mutable HEAD without revisions", "X001", o => o.RemoveDirectory(Extension + "/revisions")),
        new("a gap in the revisions of a mutable HEAD", "X001", o => o.Write(Extension + "/revisions/r3", "r3")),
        new("a revision marker with another content", "X001", o => o.Write(Extension + "/revisions/r1", "r1\n")),
        new("a revision marker of 1 GB", "X001", o =>
        {
            o.Files.Remove(Extension + "/revisions/r1");
            o.SparseFiles.Add(new(Extension + "/revisions/r1", 1L << 30));
        }),
        new("a revision marker that is none", "X001", o => o.Write(Extension + "/revisions/r01", "r01")),
        new("content of a mutable HEAD that no manifest names", "X001", o => o.Write(MutableHead + "/content/r1/extra.txt", "x")),
        new("an empty directory in the content of a mutable HEAD", "E073 X001", o => o.EmptyDirectories.Add(MutableHead
            + "/content/r1/empty")),
        new("content of a mutable HEAD in no revision", "X001", o =>
        {
            o.Move(Later, MutableHead + "/content/later.txt");
            o.EditIn(MutableHead, i => SetLater(o, i, MutableHead + "/content/later.txt"));
        }),
        new("content of a mutable HEAD that its state no longer uses", "X001 X002", o => o.EditIn(
            MutableHead, i => State(i, "v4").Remove(o.Digest("five")))) { CodesOfOneZero = "X001" },
        new("a link in a mutable HEAD", "E090", o => o.Links.Add(new(MutableHead + "/content/r1/link", "/etc/hostname"))),
        new("a pipe in a mutable HEAD", "E089", o => o.Pipes.Add(MutableHead + "/content/r1/pipe")),
        new("a mutable HEAD whose inventory is not JSON", "X002", o => o.SetInventory(MutableHead, "{")),
        new("a mutable HEAD whose inventory is empty", "X002", o => o.SetInventory(MutableHead, "{}")),
        new("a mutable HEAD whose inventory breaks a rule", "X002", o => o.EditIn(MutableHead, i => Version(i, "v4")["created"] = "soon")),
        new("a mutable HEAD without a sidecar", "X002", o => o.Files.Remove(MutableHead + "/inventory.json.sha512")),
        new("a mutable HEAD with another sidecar", "X002", o => o.Files[MutableHead
            + "/inventory.json.sha512"] = o.Files["inventory.json.sha512"]),
        new("a mutable HEAD of another object", "X002", o => o.EditIn(MutableHead, i => i["id"] = "urn:example:other")),
        new("a mutable HEAD two versions ahead", "X002", o => o.EditIn(MutableHead, i =>
        {
            i["head"] = "v5";
            i["versions"]!["v5"] = Version(i, "v4").DeepClone();
        })),
        new("a mutable HEAD with another content directory", "X001 X002 X003", o => o.EditIn(
            MutableHead, i => i["contentDirectory"] = "data")),
        new("a mutable HEAD that changes an old version", "X002", o => o.EditIn(
            MutableHead, i => Rename(State(i, "v1"), o.Digest("one"), o.Digest("four")))),
        new("a mutable HEAD that lacks content of the object", "X002", o => o.EditIn(
            MutableHead, i => Manifest(i)[o.Digest("two")] = new JsonArray("v2/content/a.txt"))),
        new("content of a mutable HEAD that has changed", "X003", o => o.Write(Later, "changed")),
        new("content of a mutable HEAD that is gone", "X003", o => o.Files.Remove(Later)),
        new("fixity of a mutable HEAD that does not match", "X003", o => o.EditIn(
            MutableHead, i => i["fixity"]!["md5"]![TestObject.Digest("md5", "x")] = new JsonArray(Later))),
    ]).Select(mutation => mutation with { Create = specification => WithMutableHead(TestObject.Create(specification)) });

    /// <summary>Adds a mutable HEAD with one more file, in one revision.</summary>
    private static TestObject WithMutableHead(TestObject o)
    {
        JsonObject inventory = o.Inventory();
        inventory["head"] = "v4";
        inventory["versions"]!["v4"] = Version(inventory).DeepClone();
        State(inventory, "v4")[o.Digest("five")] = new JsonArray("later.txt");
        SetLater(o, inventory, Later);
        o.Write(Later, "five");
        o.SetInventory(MutableHead, inventory.ToJsonString());
        o.Write(Extension + "/revisions/r1", "r1");
        o.Files[Extension + "/root-inventory.json.sha512"] = o.Files["inventory.json.sha512"];
        return o;
    }

    private static void SetLater(TestObject o, JsonObject inventory, string path) =>
        Manifest(inventory)[o.Digest("five")] = new JsonArray(path);
}
