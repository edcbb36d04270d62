using System.Diagnostics;

namespace Ocfl.Tests.Validation;

/// <summary>A storage root with two good objects, in a folder.</summary>
internal sealed class TestRoot
{
    private readonly string _folder;

    public TestRoot(string folder, string specification)
    {
        _folder = folder;
        Specification = specification;
        Write(Declaration, $"ocfl_{specification}\n");
        TestObject.Create(specification).WithId("urn:example:one").WriteTo(this["one"]);
        TestObject.Create(specification).WithId("urn:example:two").WriteTo(this["two"]);
    }

    public string Specification { get; }

    public string Declaration => "0=ocfl_" + Specification;

    public string this[string path] => Path.Combine(_folder, path);

    public void MakePipe(string path)
    {
        using Process make = Process.Start("mkfifo", [this[path]]);
        make.WaitForExit();
        Assert.Equal(0, make.ExitCode);
    }

    public void Write(params string[] pathsAndContents)
    {
        for (int i = 0; i < pathsAndContents.Length; i += 2)
        {
            string file = this[pathsAndContents[i]];
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, pathsAndContents[i + 1]);
        }
    }
}
