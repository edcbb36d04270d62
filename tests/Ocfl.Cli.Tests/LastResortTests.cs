using System.Text;

namespace Ocfl.Cli.Tests;

/// <summary>What nobody expected ends on one line, too.</summary>
public sealed class LastResortTests(TwoVersions root) : IClassFixture<TwoVersions>
{
    private string[] List => ["ls", Path.Combine(root.Tool.Folder, "root")];

    [Fact]
    public async Task An_exception_that_nobody_expected_is_one_line_and_a_failure()
    {
        using MemoryStream error = new();
        using Terminal terminal = new(new BrokenStream(new NotSupportedException("Not\nyet.")), error, showsProgress: false);

        int code = await OcflTool.RunAsync(List, terminal);

        Assert.Equal(ExitCode.Failure, code);
        Assert.Equal("ocfl: a fault of this program: NotSupportedException: Not\\u000ayet.\n", Encoding.UTF8.GetString(error.ToArray()));
    }

    [Fact]
    public async Task That_nothing_can_be_said_is_a_failure_and_no_more()
    {
        using Terminal terminal = new(
            new BrokenStream(new IOException("No space.")), new BrokenStream(new IOException("No space.")), showsProgress: false);

        Assert.Equal(ExitCode.Failure, await OcflTool.RunAsync(List, terminal));
        Assert.Equal(ExitCode.Failure, await OcflTool.RunAsync(["ls", "nowhere"], terminal));
        Assert.Equal(ExitCode.Failure, await OcflTool.RunAsync(["frobnicate"], terminal));
        Assert.Equal(ExitCode.Failure, await OcflTool.RunAsync(["--help"], terminal));
    }

    private sealed class BrokenStream(Exception fault) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw fault;

        public override void Write(ReadOnlySpan<byte> buffer) => throw fault;

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => throw fault;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw fault;
    }
}
