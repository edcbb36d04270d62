using Ocfl.Storage;
using Ocfl.Testing;

namespace Ocfl.Tests.Storage;

/// <summary>When a process counts as dead, on a system that shows all processes and on one that hides those of other users.</summary>
public sealed class ProcessIdentityTests : IDisposable
{
    private const string All = "24 1 0:22 / /proc rw,nosuid - proc proc rw";
    private const string Hiding = "24 1 0:22 / /proc rw,nosuid - proc proc rw,gid=27,hidepid=invisible";

    private readonly TemporaryFolder _root = new();

    public ProcessIdentityTests()
    {
        Directory.CreateDirectory(_root["self/ns"]);
        File.CreateSymbolicLink(_root["self/ns/pid"], "pid:[4026531836]");
        Directory.CreateDirectory(_root["sys/kernel/random"]);
        File.WriteAllText(_root["sys/kernel/random/boot_id"], "b00t\n");
        Show(process: 1, start: 5);
    }

    public static TheoryData<string> WhatHides =>
    [
        "24 1 0:22 / /proc rw - proc proc rw,hidepid=2",
        "24 1 0:22 / /proc rw - proc proc rw,hidepid=1",
        Hiding,
        "24 1 0:22 / /proc rw - proc proc rw,hidepid=ptraceable,subset=pid",
    ];

    public void Dispose() => _root.Dispose();

    [LinuxFact]
    public void A_process_is_alive_while_it_is_shown_with_the_same_start()
    {
        Mount(All);
        Show(process: 17, start: 100);

        Assert.False(HasDied("b00t/pid:[4026531836] 17 100"));
        Assert.True(HasDied("b00t/pid:[4026531836] 17 99"));
    }

    [LinuxTheory]
    [InlineData(All)]
    [InlineData("24 1 0:22 / /proc rw - proc proc rw,hidepid=0")]
    [InlineData("24 1 0:22 / /proc rw - proc proc rw,hidepid=off")]
    public void A_process_that_is_not_there_is_dead_where_all_processes_are_shown(string mount)
    {
        Mount(mount);

        Assert.True(HasDied("b00t/pid:[4026531836] 17 100"));
    }

    [LinuxTheory]
    [MemberData(nameof(WhatHides))]
    public void Nothing_is_known_of_a_process_that_is_not_there_if_processes_are_hidden(string mount)
    {
        Mount(All + "\n" + mount + "\n");

        Assert.False(HasDied("b00t/pid:[4026531836] 17 100"));
    }

    [LinuxFact]
    public void What_is_shown_in_spite_of_hiding_counts()
    {
        Mount(Hiding);
        Show(process: 17, start: 100);

        Assert.True(HasDied("b00t/pid:[4026531836] 17 99"));
    }

    [LinuxFact]
    public void Nothing_is_known_of_any_process_if_the_first_one_is_not_shown()
    {
        Mount(All);
        Directory.Delete(_root["1"], recursive: true);

        Assert.False(HasDied("b00t/pid:[4026531836] 17 100"));
    }

    [LinuxFact]
    public void Nothing_is_known_of_a_process_whose_facts_cannot_be_read()
    {
        Mount(All);
        Directory.CreateDirectory(_root["17"]);

        Assert.False(HasDied("b00t/pid:[4026531836] 17 100"));
    }

    [LinuxFact]
    public void Nothing_is_known_if_the_mounts_cannot_be_read() => Assert.False(HasDied("b00t/pid:[4026531836] 17 100"));

    [LinuxTheory]
    [InlineData("other/pid:[4026531836] 17 100")]
    [InlineData("b00t/pid:[1] 17 100")]
    [InlineData("b00t/pid:[4026531836] -17 100")]
    [InlineData("3f2504e04f8941d39a0c0305e82c3301")]
    public void Nothing_is_known_of_a_process_of_another_machine(string identity)
    {
        Mount(All);

        Assert.False(HasDied(identity));
    }

    [LinuxFact]
    public void A_process_whose_parent_has_not_noticed_its_end_is_dead()
    {
        Mount(All);
        Show(process: 17, start: 100, state: 'Z');

        Assert.True(HasDied("b00t/pid:[4026531836] 17 100"));
    }

    [Fact]
    public void This_process_is_alive() => Assert.False(ProcessIdentity.HasDied(ProcessIdentity.Current));

    private bool HasDied(string identity) => ProcessIdentity.HasDied(identity, _root.Path);

    private void Mount(string mounts) => File.WriteAllText(_root["self/mountinfo"], mounts);

    private void Show(int process, int start, char state = 'S')
    {
        string folder = Directory.CreateDirectory(_root[$"{process}"]).FullName;
        File.WriteAllText(
            Path.Combine(folder, "stat"),
            $"{process} (a) b) {state} 1 1 1 0 -1 4194560 1 1 1 1 1 1 1 1 20 0 1 0 {start} 1 1");
    }
}
