using System.Globalization;
using System.Text;
using Ocfl.Inventories;
using Ocfl.Staging;

namespace Ocfl.Tests.Staging;

/// <summary>Changes against a plain dictionary that is changed the slow way, and what each refuses.</summary>
public sealed class StateChangeTests
{
    private static readonly string[] Paths = ["a", "b", "d", "d/a", "d/b", "d/e", "d/e/f", "e/f", "e"];

    [Fact]
    public void Random_changes_do_what_they_do_to_a_plain_dictionary()
    {
        int applied = 0;
        for (int seed = 0; seed < 3000; seed++)
        {
            Random random = new(seed);
            Dictionary<string, string> state = new(StringComparer.Ordinal) { ["a"] = "1", ["d/b"] = "2", ["d/e/f"] = "3" };
            List<StateChange> changes = [];
            for (int i = 0; i < 8; i++)
            {
                StateChange change = Draw(random);
                bool fits = TryApply(state, change, out Dictionary<string, string> after);
                Assert.Equal(fits, Fits([.. changes, change], out Dictionary<string, string> actual, out StateChangeException? refusal));
                Assert.Equal(fits ? null : changes.Count, refusal?.Index);
                if (fits)
                {
                    applied++;
                    changes.Add(change);
                    state = after;
                    Assert.Equal(
                        state.OrderBy(file => file.Key, StringComparer.Ordinal), actual.OrderBy(file => file.Key, StringComparer.Ordinal));
                }
            }
        }

        Assert.True(applied > 3000, $"only {applied} changes fitted");
    }

    /// <summary>What is at a path, or in the whole state, becomes what it was; nothing beside it changes.</summary>
    [Fact]
    public void Random_restores_do_what_they_do_to_a_plain_dictionary()
    {
        Dictionary<string, int> outcomes = [];
        for (int seed = 0; seed < 3000; seed++)
        {
            Random random = new(seed);
            Dictionary<string, string>[] versions = [.. Enumerable.Range(0, 3).Select(_ => DrawState(random))];
            Dictionary<string, string> state = versions[^1];
            List<StateChange> changes = [];
            for (int i = 0; i < 6; i++)
            {
                StateChange change = random.Next(3) == 0 ? Draw(random) : DrawRestore(random);
                bool fits = change.Kind == StateChangeKind.Restore
                    ? TryRestore(state, versions, change, out Dictionary<string, string> after)
                    : TryApply(state, change, out after);
                Assert.Equal(fits, Fits(InventoryOf(versions), versions[^1], [
                    .. changes,
                    change,
                ], out Dictionary<string, string> actual, out StateChangeException? refusal));
                Assert.Equal(fits ? null : changes.Count, refusal?.Index);
                string outcome = $"{change.Kind} {(change.Path is null ? "of all" : "of a path")} {(fits ? "fits" : "is refused")}";
                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
                if (fits)
                {
                    changes.Add(change);
                    state = after;
                    Assert.Equal(
                        state.OrderBy(file => file.Key, StringComparer.Ordinal), actual.OrderBy(file => file.Key, StringComparer.Ordinal));
                }
            }
        }

        Assert.All(
            ["Restore of all fits", "Restore of all is refused", "Restore of a path fits", "Restore of a path is refused"],
            outcome => Assert.True(outcomes.GetValueOrDefault(outcome) > 300, $"{outcome}: {outcomes.GetValueOrDefault(outcome)} times"));
    }

    [Theory]
    [InlineData("v4", "a", "changes[0].version: ")]
    [InlineData("v0", "a", "changes[0].version: 'v0' is not a version number such as v1.")]
    [InlineData("v1", "x", "changes[0].path: 'x' is not in version v1.")]
    [InlineData("v1", "a/", "changes[0].path: The logical path 'a/' cannot be used")]
    public void A_restore_that_does_not_fit_names_its_field_and_the_rule(string version, string path, string message)
    {
        Dictionary<string, string> state = new() { ["a"] = "1" };

        Assert.False(Fits(
            InventoryOf([state, state, state]),
            state,
            [new StateChange { Kind = StateChangeKind.Restore, Version = version, Path = path }],
            out _,
            out StateChangeException? refusal));
        Assert.StartsWith(message, refusal!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StateChangeKind.Remove, "x", null, null, "changes[0].path: there is no 'x'.")]
    [InlineData(StateChangeKind.Add, "a", null, null, "changes[0].path: there is a file 'a' already.")]
    [InlineData(StateChangeKind.Add, "a/b", null, null, "changes[0].path: 'a' is a file, and 'a/b' needs a directory of that name.")]
    [InlineData(StateChangeKind.Replace, "d", null, null, "changes[0].path: 'd' is a directory, and only a file can be replaced.")]
    [InlineData(StateChangeKind.Rename, null, "a", "d/b", "changes[0].to: there is a file 'd/b' already.")]
    [InlineData(StateChangeKind.Copy, null, "d", "d/x", "changes[0].to: 'd/x' is 'd' itself, or within it.")]
    [InlineData(StateChangeKind.Restore, null, null, null, "changes[0].version: '' is not a version number such as v1.")]
    [InlineData(
        StateChangeKind.Remove, "../a", null, null, "changes[0].path: The logical path '../a' cannot be used: no name in a path may be "
            + "empty, '.' or '..'.")]
    public void A_change_that_does_not_fit_names_its_place_its_field_and_the_rule(
        StateChangeKind kind, string? path, string? from, string? to, string message)
    {
        Assert.False(Fits([new StateChange { Kind = kind, Path = path, From = from, To = to }], out _, out StateChangeException? refusal));
        Assert.Equal(message, refusal!.Message);
    }

    /// <summary>They are counted before any path is made, however many there would be.</summary>
    [Theory]
    [InlineData(62, 5)]
    [InlineData(100_000, 15)]
    [InlineData(10_000_000, 22)]
    public void Copies_that_double_a_state_are_refused_where_they_pass_the_limit(long most, int doublings)
    {
        // After n doublings the directory has 2 * 2^n files.
        List<StateChange> changes = [];
        for (int i = 0; i < 60; i++)
        {
            changes.Add(new StateChange { Kind = StateChangeKind.Copy, From = "d", To = $"x/{i}" });
            changes.Add(new StateChange { Kind = StateChangeKind.Rename, From = "x", To = $"d/{i}" });
        }

        StateChangeLimits limits = new() { MaxAddedPaths = most, MaxAddedPathBytes = long.MaxValue / 2, AddedPathsName = "the setting" };
        long before = GC.GetAllocatedBytesForCurrentThread();
        StateChangeException refusal = Assert.Throws<StateChangeException>(() => Apply(limits, changes));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal((doublings * 2, "to", true), (refusal.Index, refusal.Field, refusal.IsTooLarge));
        Assert.Contains($"they may add {most} (the setting)", refusal.Message, StringComparison.Ordinal);
        Assert.True(allocated < 1 << 20, $"{allocated} bytes were allocated.");
        Assert.Equal(2L << (doublings - 1), Apply(limits, changes.GetRange(0, (doublings - 1) * 2)).Files - 1);
    }

    /// <summary>Names that double, and a directory that goes deeper and deeper.</summary>
    [Fact]
    public void Paths_that_become_longer_are_refused_before_they_are_made()
    {
        string deep = string.Join('/', Enumerable.Repeat("n", 300));
        List<StateChange> changes = [];
        for (int i = 0; i < 50; i++)
        {
            changes.Add(
                new StateChange { Kind = StateChangeKind.Rename, From = i % 2 == 0 ? "d" : "e", To = (i % 2 == 0 ? "e/" : "d/") + deep });
        }

        StateChangeException tooLong = Assert.Throws<StateChangeException>(() => Apply(new(), changes));
        Assert.Equal((6, "to", true), (tooLong.Index, tooLong.Field, tooLong.IsTooLarge));
        Assert.Contains("it may have 4096", tooLong.Message, StringComparison.Ordinal);

        StateChangeException tooMuch = Assert.Throws<StateChangeException>(
            () => Apply(new() { MaxAddedPathBytes = 2000, AddedPathBytesName = "the setting" }, changes));
        Assert.Equal((1, "to", true), (tooMuch.Index, tooMuch.Field, tooMuch.IsTooLarge));
        Assert.Contains("2000 bytes longer (the setting)", tooMuch.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_object_has_already_does_not_count()
    {
        KeyValuePair<string, string>[] many = [.. Enumerable.Range(0, 1000).Select(
            i => KeyValuePair.Create($"d/{new string('x', 300)}/{i}", "1"))];
        Dictionary<string, string> first = many.ToDictionary(StringComparer.Ordinal);
        StateChangeLimits limits = new() { MaxAddedPaths = 1, MaxAddedPathBytes = 3000 };
        StateChange[] changes =
        [
            new() { Kind = StateChangeKind.Rename, From = "d", To = "dir" },
            new() { Kind = StateChangeKind.Rename, From = "dir", To = "d" },
            new() { Kind = StateChangeKind.Remove, Path = "d" },
            new() { Kind = StateChangeKind.Restore, Version = "v1" },
            new() { Kind = StateChangeKind.Add, Path = "a" },
        ];

        StateTree state = new StateChanges(InventoryOf([first]), _ => "2", digest => digest, limits).Apply(StateTree.Of(many), changes);

        Assert.Equal(1001, state.Files);
    }

    /// <summary>What is counted on the way is what there is in the end.</summary>
    [Fact]
    public void Lengths_are_those_of_the_paths()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            Random random = new(seed);
            StateTree state = StateTree.Of([new("a", "1"), new("d/b", "2"), new("d/e/ü", "3")]);
            for (int i = 0; i < 8; i++)
            {
                try
                {
                    state = new StateChanges(null, path => "new " + path, digest => digest, StateChangeLimits.Default).Apply(
                        state, [Draw(random)]);
                }
                catch (StateChangeException)
                {
                    continue;
                }

                List<KeyValuePair<string, string>> files = [];
                state.CollectTo(files);
                Assert.Equal(files.Count, state.Files);
                Assert.Equal(files.Sum(file => Encoding.UTF8.GetByteCount(file.Key)), state.PathBytes);
                Assert.Equal(
                    (files.Select(file => Encoding.UTF8.GetByteCount(file.Key))
                        .DefaultIfEmpty()
                        .Max(), files.Select(file => file.Key.Split('/').Length).DefaultIfEmpty().Max()),
                    state.Longest);
            }
        }
    }

    private static StateTree Apply(StateChangeLimits limits, IReadOnlyList<StateChange> changes) =>
        new StateChanges(null, _ => "new", digest => digest, limits).Apply(
            StateTree.Of([new("a", "1"), new("d/b", "2"), new("d/e/f", "3")]), changes);

    private static bool Fits(IReadOnlyList<StateChange> changes, out Dictionary<string, string> state, out StateChangeException? refusal) =>
        Fits(null, [new("a", "1"), new("d/b", "2"), new("d/e/f", "3")], changes, out state, out refusal);

    private static bool Fits(
        Inventory? history,
        IEnumerable<KeyValuePair<string, string>> start,
        IReadOnlyList<StateChange> changes,
        out Dictionary<string, string> state,
        out StateChangeException? refusal)
    {
        List<KeyValuePair<string, string>> files = [];
        refusal = null;
        try
        {
            Dictionary<string, string> content = Paths.ToDictionary(path => path, path => "new " + path, StringComparer.Ordinal);
            new StateChanges(history, path => content.GetValueOrDefault(path), digest => digest, StateChangeLimits.Default).Apply(
                StateTree.Of(start), changes).CollectTo(files);
        }
        catch (StateChangeException exception)
        {
            refusal = exception;
        }

        state = files.ToDictionary(StringComparer.Ordinal);
        return refusal is null;
    }

    private static Inventory InventoryOf(Dictionary<string, string>[] versions) => new()
    {
        Id = "urn:x",
        Specification = SpecificationVersion.V11,
        DigestAlgorithm = "sha512",
        Head = new VersionNumber(versions.Length),
        Manifest = new DigestMap([]),
        Versions = [.. versions.Select(version => new ObjectVersion
        {
            Created = InventoryTimestamp.From(DateTimeOffset.UnixEpoch),
            State = new DigestMap(
                [.. version.GroupBy(file => file.Value, file => file.Key).Select(files => new DigestEntry(files.Key, [.. files]))]),
        })],
    };

    // Of paths one of which is a directory of the other, the first that was drawn stays.
    private static Dictionary<string, string> DrawState(Random random)
    {
        Dictionary<string, string> state = new(StringComparer.Ordinal);
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            string path = Paths[random.Next(Paths.Length)];
            if (!state.Keys.Any(file => IsWithin(file, path) || IsWithin(path, file)))
            {
                state.Add(path, $"{random.Next(4)}");
            }
        }

        return state;
    }

    private static StateChange DrawRestore(Random random) => new()
    {
        Kind = StateChangeKind.Restore,
        Version = $"v{random.Next(1, 5)}",
        Path = random.Next(4) == 0 ? null : Paths[random.Next(Paths.Length)],
    };

    private static bool TryRestore(
        Dictionary<string, string> before, Dictionary<string, string>[] versions, StateChange change, out Dictionary<string, string> after)
    {
        after = before;
        int number = int.Parse(change.Version![1..], CultureInfo.InvariantCulture);
        if (number > versions.Length)
        {
            return false;
        }

        Dictionary<string, string> version = versions[number - 1];
        if (change.Path is not { } path)
        {
            after = new Dictionary<string, string>(version, StringComparer.Ordinal);
            return true;
        }

        after = before.Where(file => !IsWithin(file.Key, path))
            .Concat(version.Where(file => IsWithin(file.Key, path)))
            .ToDictionary(StringComparer.Ordinal);
        return version.Keys.Any(file => IsWithin(file, path)) && !before.Keys.Any(file => file != path && IsWithin(path, file));
    }

    private static StateChange Draw(Random random)
    {
        StateChangeKind kind = (StateChangeKind)random.Next(5);
        string one = Paths[random.Next(Paths.Length)];
        string other = Paths[random.Next(Paths.Length)];
        return kind is StateChangeKind.Rename or StateChangeKind.Copy
            ? new StateChange { Kind = kind, From = one, To = other }
            : new StateChange { Kind = kind, Path = one };
    }

    private static bool TryApply(Dictionary<string, string> before, StateChange change, out Dictionary<string, string> after)
    {
        after = new Dictionary<string, string>(before, StringComparer.Ordinal);
        string path = change.From ?? change.Path!;
        List<string> found = [.. before.Keys.Where(file => IsWithin(file, path))];
        switch (change.Kind)
        {
            case StateChangeKind.Add when found.Count > 0:
            case StateChangeKind.Replace when !before.ContainsKey(path):
            case StateChangeKind.Remove or StateChangeKind.Rename or StateChangeKind.Copy when found.Count == 0:
            case StateChangeKind.Rename or StateChangeKind.Copy when IsWithin(change.To!, path)
                || before.Keys.Any(file => IsWithin(file, change.To!)):
                return false;
        }

        foreach (string file in found.Where(_ => change.Kind is StateChangeKind.Remove or StateChangeKind.Rename))
        {
            after.Remove(file);
        }

        if (change.To is { } to)
        {
            foreach (string file in found)
            {
                after[to + file[path.Length..]] = before[file];
            }
        }

        if (change.Kind is StateChangeKind.Add or StateChangeKind.Replace)
        {
            after[path] = "new " + path;
        }

        string wanted = change.To ?? path;
        return change.Kind == StateChangeKind.Remove || !before.Keys.Any(file => file != wanted && IsWithin(wanted, file));
    }

    private static bool IsWithin(string file, string directory) =>
        file == directory || file.StartsWith(directory + "/", StringComparison.Ordinal);
}
