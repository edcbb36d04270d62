using Ocfl.Storage;

namespace Ocfl.Tests.Storage;

public sealed class DurableNamesTests
{
    private readonly DurableNames _names = new();

    [Fact]
    public void A_directory_that_is_deleted_is_forgotten_with_those_in_it()
    {
        string[] below = [Full("a"), Full("a", "b"), Full("a", "b", "c"), Full("a", "0")];
        string[] beside = [Full("a!"), Full("a0"), Full("a.b", "c"), Full("ab"), Full("b")];
        foreach (string path in (string[])[.. below, .. beside])
        {
            _names.Add(path, Number(1));
        }

        _names.Forget(Full("a"));

        Assert.All(below, path => Assert.False(_names.Has(path, Number(1)), path));
        Assert.All(beside, path => Assert.True(_names.Has(path, Number(1)), path));
    }

    [Fact]
    public void Another_directory_of_a_known_name_is_not_known()
    {
        _names.Add(Full("a"), Number(1));

        Assert.False(_names.Has(Full("a"), Number(2)));
        Assert.False(_names.Has(Full("a"), null));

        _names.Add(Full("a"), Number(2));
        _names.Add(Full("a"), null);

        Assert.True(_names.Has(Full("a"), Number(2)));
    }

    [Fact]
    public void It_does_not_grow_without_end()
    {
        for (ulong number = 0; number < 5_000; number++)
        {
            _names.Add(Full($"a{number}"), Number(number));
        }

        Assert.False(_names.Has(Full("a0"), Number(0)));
        Assert.True(_names.Has(Full("a4999"), Number(4999)));
    }

    private static string Full(params string[] names) => Path.Combine([Path.DirectorySeparatorChar + "work", .. names]);

    private static DurableNames.Identity Number(ulong number) => new(new FileIdentity(1, number), 1);
}
