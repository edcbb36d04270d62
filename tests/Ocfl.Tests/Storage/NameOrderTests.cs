using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Tests.Storage;

/// <summary>Whether an ext file system keeps the order of changes is what the kernel reports of its journal.</summary>
public sealed class NameOrderTests : IDisposable
{
    private readonly TemporaryFolder _system = new();

    public void Dispose() => _system.Dispose();

    [LinuxFact]
    public void Without_a_report_or_a_journal_no_order_is_kept()
    {
        Directory.CreateDirectory(_system["dev/block"]);
        Report("sda1", "8:1", "jbd2/sda1-8\n");
        Report("sda2", "8:2", "<none>\n");
        File.CreateSymbolicLink(_system["dev/block/8:3"], "../../devices/sda3");

        Assert.True(NameOrder.HasJournal(_system.Path, "8:1"));
        Assert.False(NameOrder.HasJournal(_system.Path, "8:2"));
        Assert.False(NameOrder.HasJournal(_system.Path, "8:3"));
        Assert.False(NameOrder.HasJournal(_system.Path, "8:4"));
    }

    [LinuxFact]
    public void A_file_system_in_memory_is_not_one_that_is_known()
    {
        Assert.False(new NameOrder().IsKept("/proc/self"));
        Assert.False(new NameOrder().IsKept(_system["nothing"]));
    }

    private void Report(string name, string device, string task)
    {
        File.CreateSymbolicLink(_system["dev/block/" + device], "../../devices/" + name);
        Directory.CreateDirectory(_system["fs/ext4/" + name]);
        File.WriteAllText(_system[$"fs/ext4/{name}/journal_task"], task);
    }
}
