using Ocfl.Inventories;
using Ocfl.Staging;

namespace Ocfl.Tests.Staging;

/// <summary>What is reported about changes before the source is known, compared with the error when it is.</summary>
public sealed class StateChangeCheckTests
{
    private static readonly string[] Paths = ["a", "b", "d", "d/a", "d/b", "d/e/f", "e/f", "e", "a//b", "../a"];

    /// <summary>If the changes apply to the base's state, every misfit is reported, and nothing else.</summary>
    [Fact]
    public void Random_changes_to_a_base_are_told_as_they_are_when_the_stage_is_built()
    {
        int misfits = 0;
        int fits = 0;
        for (int seed = 0; seed < 4000; seed++)
        {
            Random random = new(seed);
            Inventory inventory = DrawInventory(random);
            StateChange[] changes = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => Draw(random))];

            StateChangeException? reported = StateChangeChecks.FindMisfit(inventory, changes, startsFromBase: true);

            Assert.Equal(Build(inventory, UpdateMode.Select, Everything, changes)?.Message, reported?.Message);
            misfits += reported is null ? 0 : 1;
            fits += reported is null ? 1 : 0;
        }

        Assert.True(misfits > 200 && fits > 200, $"{misfits} misfits, {fits} fits");
    }

    /// <summary>What is reported about changes without the files of a source is true with any files.</summary>
    [Fact]
    public void What_is_told_without_knowing_the_state_is_true_of_every_state()
    {
        int reported = 0;
        for (int seed = 0; seed < 4000; seed++)
        {
            Random random = new(seed);
            Inventory inventory = DrawInventory(random);
            StateChange[] changes = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => Draw(random))];
            StateChangeException? misfit = StateChangeChecks.FindMisfit(inventory, changes, startsFromBase: false)
                ?? changes.Select(StateChangeChecks.FindFault).FirstOrDefault(fault => fault is not null);
            if (misfit is null)
            {
                continue;
            }

            reported++;
            foreach (UpdateMode mode in (UpdateMode[])[UpdateMode.Replace, UpdateMode.Merge])
            {
                StateChangeException? refusal = Build(inventory, mode, DrawFiles(random), changes);
                Assert.NotNull(refusal);
                Assert.InRange(refusal.Index, 0, misfit.Index);
            }
        }

        Assert.True(reported > 500, $"{reported} misfits were reported");
    }

    [Fact]
    public void A_change_that_is_right_in_itself_has_no_fault()
    {
        Assert.Null(StateChangeChecks.FindFault(new StateChange { Kind = StateChangeKind.Add, Path = "a/b", Content = "c" }, 0));
        Assert.Null(StateChangeChecks.FindFault(new StateChange { Kind = StateChangeKind.Rename, From = "a", To = "ab" }, 0));
        Assert.Null(StateChangeChecks.FindFault(new StateChange { Kind = StateChangeKind.Restore, Version = "v1" }, 0));
    }

    [Fact]
    public void A_path_that_is_too_deep_is_told()
    {
        StateChange change = new()
        {
            Kind = StateChangeKind.Remove,
            Path = string.Join('/', Enumerable.Repeat("a", StateTree.MostNames + 1)),
        };

        Assert.Contains(
            $"more than {StateTree.MostNames} names", StateChangeChecks.FindFault(change, 3)?.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<StagedFile> Everything => Paths.Where(path => !path.Contains("..", StringComparison.Ordinal)).Select(File);

    private static StateChangeException? Build(
        Inventory inventory, UpdateMode mode, IEnumerable<StagedFile> files, IReadOnlyList<StateChange> changes)
    {
        try
        {
            new StageBuilder("sha512", inventory).WithFiles(files, mode, allowEmpty: true).WithChanges(changes).Build();
            return null;
        }
        catch (StateChangeException refusal)
        {
            return refusal;
        }
        catch (StageConflictException conflict)
        {
            // The source's files and the base's exclude each other, before any change.
            return new StateChangeException(0, "source", conflict.Message);
        }
    }

    private static Inventory DrawInventory(Random random)
    {
        ObjectVersion[] versions = [.. Enumerable.Range(0, 3).Select(_ => new ObjectVersion
        {
            Created = InventoryTimestamp.From(DateTimeOffset.UnixEpoch),
            State = new DigestMap([.. DrawPaths(random).Select((path, number) => new DigestEntry($"{number:x128}", [path]))]),
        })];
        return new Inventory
        {
            Id = "urn:x",
            Specification = SpecificationVersion.V11,
            DigestAlgorithm = "sha512",
            Head = new VersionNumber(versions.Length),
            Manifest = new DigestMap([]),
            Versions = versions,
        };
    }

    private static StagedFile[] DrawFiles(Random random) => [.. DrawPaths(random).Select(File)];

    private static List<string> DrawPaths(Random random)
    {
        List<string> paths = [];
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            string path = Paths[random.Next(Paths.Length - 2)];
            if (!paths.Exists(other => IsWithin(other, path) || IsWithin(path, other)))
            {
                paths.Add(path);
            }
        }

        return paths;
    }

    private static StagedFile File(string path) =>
        new() { LogicalPath = path, Digest = new string('f', 128), Content = new StagedContent(path, 1) };

    private static StateChange Draw(Random random)
    {
        string one = Paths[random.Next(Paths.Length - (random.Next(4) == 0 ? 0 : 2))];
        string other = Paths[random.Next(Paths.Length - (random.Next(4) == 0 ? 0 : 2))];
        return (StateChangeKind)random.Next(6) switch
        {
            StateChangeKind.Restore => new StateChange
            {
                Kind = StateChangeKind.Restore,
                Version = $"v{random.Next(1, 5)}",
                Path = random.Next(4) == 0 ? null : one,
            },
            var kind and (StateChangeKind.Rename or StateChangeKind.Copy) => new StateChange { Kind = kind, From = one, To = other },
            var kind => new StateChange { Kind = kind, Path = one },
        };
    }

    private static bool IsWithin(string file, string directory) =>
        file == directory || file.StartsWith(directory + "/", StringComparison.Ordinal);
}
