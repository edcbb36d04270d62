namespace Ocfl.Tests.Validation;

/// <summary>Everything that can be wrong with a storage root, one mutation each.</summary>
internal static class RootMutations
{
    public static IReadOnlyList<RootMutation> All { get; } =
    [
        new("no declaration", "E069", r => File.Delete(r[r.Declaration])),
        new("a declaration without a tag", "E069 E075 E077", r => File.Move(r[r.Declaration], r[r.Declaration[2..]])),
        new("two declarations", "E076", r =>
        {
            r.Write("0=ocfl_1.0", "ocfl_1.0\n");
            r.Write("0=ocfl_1.1", "ocfl_1.1\n");
        }),
        new("a declaration of an unknown version", "E069 E077", r => File.Move(r[r.Declaration], r["0=ocfl_3.0"])),
        new("a declaration with another tag", "E069 E078", r => File.Move(r[r.Declaration], r["1=" + r.Declaration[2..]])),
        new("a declaration with another value", "E069 E079", r => File.Move(r[r.Declaration], r["0=oxfl_" + r.Specification])),
        new("a declaration with other content", "E080", r => r.Write(r.Declaration, "ocfl")),
        new("files in the root that a validator does not understand", "", r =>
        {
            r.Write("ocfl_1.1.md", "# OCFL");
            r.Write("ocfl_1.0", "a copy");
            r.Write("README", "x");
        }),
        new("a layout that is not JSON", "E070", r => r.Write("ocfl_layout.json", "{")),
        new("a layout that is an array", "E070", r => r.Write("ocfl_layout.json", "[]")),
        new("a layout without an extension", "E070", r => r.Write("ocfl_layout.json", """{"description":"x"}""")),
        new("a layout without a description", "E070", r => r.Write(
            "ocfl_layout.json", """{"extension":"0006-flat-omit-prefix-storage-layout"}""")) { Prepare = WithLayout },
        new("a layout with a key twice", "E070", r => r.Write(
            "ocfl_layout.json", """{"extension":"0002-flat-direct-storage-layout","description":"x","description":"x"}""")),
        new("a layout that is not registered", "E071", r => r.Write("ocfl_layout.json", """{"extension":"my-layout","description":"x"}""")),
        .. new[]
        {
            "0000-example-extension",
            "0001-digest-algorithms",
            "0005-mutable-head",
            "0008-schema-registry",
            "0009-digest-algorithms",
            "initial",
        }.Select(name =>
            new RootMutation(
                $"a layout that is the extension {name}",
                "E071",
                r => r.Write("ocfl_layout.json", $$"""{"extension":"{{name}}","description":"x"}"""))),
        new("a layout that no object keeps to", "E071 E083", r => r.Write(
            "ocfl_layout.json", """{"extension":"0004-hashed-n-tuple-storage-layout","description":"x"}""")),
        new("a layout that one object does not keep to", "E083 W014", r => Directory.Move(r["one"], r["three"])) { Prepare = WithLayout },
        new("a layout that all objects keep to", "", _ => { }) { Prepare = WithLayout },
        new("a layout whose parameters cannot be read", "U003", r =>
        {
            r.Write("ocfl_layout.json", """{"extension":"0004-hashed-n-tuple-storage-layout","description":"x"}""");
            r.Write(
                "extensions/0004-hashed-n-tuple-storage-layout/config.json",
                """{"extensionName":"0004-hashed-n-tuple-storage-layout","tupleSize":-1}""");
        }),
        new("a layout whose parameters are integers with a fraction of zero", "E071 E083", r =>
        {
            r.Write("ocfl_layout.json", """{"extension":"0004-hashed-n-tuple-storage-layout","description":"x"}""");
            r.Write(
                "extensions/0004-hashed-n-tuple-storage-layout/config.json",
                """{"extensionName":"0004-hashed-n-tuple-storage-layout","tupleSize":3.0,"numberOfTuples":3e0}""");
        }),
        new("a file in an intermediate directory", "E072 E084", r =>
        {
            Directory.CreateDirectory(r["a"]);
            Directory.Move(r["one"], r["a/one"]);
            Directory.Move(r["two"], r["a/two"]);
            r.Write("a/notes.txt", "x");
        }),
        new("an empty directory", "E073", r => Directory.CreateDirectory(r["empty"])),
        new("an empty directory deep down", "E073", r => Directory.CreateDirectory(r["a/b/c"])),
        new("an empty extensions directory of a root", "E073", r => Directory.CreateDirectory(r["extensions"])),
        new("an empty directory of an extension of a root", "E073", r => Directory.CreateDirectory(r["extensions/0008-schema-registry"])),
        new("an empty directory in an extension of a root", "E073", r => Directory.CreateDirectory(
            r["extensions/0008-schema-registry/schemas/none"])),
        new("a storage root in the storage root", "E072 E074 E084 E085 E088", r => r.Write("inner/0=ocfl_1.0", "ocfl_1.0\n")),
        new("directories that end without an object", "E072 E084 E085 E088", r => r.Write("a/b/file.txt", "x")),
        new("an object without its declaration", "E003", r => File.Delete(r["one/0=ocfl_object_" + r.Specification])),
        new("an object in an object", "E001 E082", r => TestObject.Create(r.Specification).WriteTo(r["one/inner"])),
        new("objects at two depths", "W015", r =>
        {
            Directory.CreateDirectory(r["a/b"]);
            Directory.Move(r["one"], r["a/b/one"]);
        }),
        new("objects below the top", "", r =>
        {
            Directory.CreateDirectory(r["a/b"]);
            Directory.Move(r["one"], r["a/b/one"]);
            Directory.Move(r["two"], r["a/b/two"]);
        }),
        new("an object newer than the root", "E081", r => TestObject.Create("1.1").WithId("urn:example:new").WriteTo(r["new"]))
        {
            CodesOfOneOne = "",
        },
        new("an object of a version that is not known yet", "E003 E004 E081", r => File.Move(
            r["one/0=ocfl_object_" + r.Specification], r["one/0=ocfl_object_2.0"])),
        new("an object older than the root", "", r => TestObject.Create("1.0").WithId("urn:example:old").WriteTo(r["old"])),
        new("an id twice", "E037", r => TestObject.Create(r.Specification).WithId("urn:example:one").WriteTo(r["again"])),
        new("a link in the root", "E090", r => File.CreateSymbolicLink(r["link"], "one")),
        new("a link in an intermediate directory", "E090", r =>
        {
            Directory.CreateDirectory(r["a"]);
            File.CreateSymbolicLink(r["a/link"], "../one");
        }),
        new("a pipe in the root", "E089", r => r.MakePipe("pipe")),
        new("a pipe in an intermediate directory", "E089", r =>
        {
            Directory.CreateDirectory(r["a"]);
            Directory.Move(r["one"], r["a/one"]);
            Directory.Move(r["two"], r["a/two"]);
            r.MakePipe("a/pipe");
        }),
        new("a link among the extensions", "E090", r =>
        {
            Directory.CreateDirectory(r["extensions/0008-schema-registry"]);
            File.CreateSymbolicLink(r["extensions/0008-schema-registry/link"], "../one");
        }),
        new("a file among the extensions", "E086", r => r.Write("extensions/file", "x")) { CodesOfOneOne = "E112" },
        new("an extension that is not registered", "W013", r => r.Write("extensions/local/file", "x", "local.md", "About it."))
        {
            CodesOfOneOne = "W016",
        },
        new("an extension that is described nowhere", "E068 W013", r => r.Write("extensions/local/file", "x")) { CodesOfOneOne = "W016" },
        new("an extension of an object that is described nowhere", "E068 W013", r => r.Write("one/extensions/local/file", "x"))
        {
            CodesOfOneOne = "W013",
        },
        new("an extension that is registered", "", r => r.Write("extensions/0008-schema-registry/config.json", "{}")),
    ];

    private static void WithLayout(TestRoot root) =>
        root.Write(
            "ocfl_layout.json",
            """{"extension":"0006-flat-omit-prefix-storage-layout","description":"x"}""",
            "extensions/0006-flat-omit-prefix-storage-layout/config.json",
            """{"extensionName":"0006-flat-omit-prefix-storage-layout","delimiter":":"}""");
}
