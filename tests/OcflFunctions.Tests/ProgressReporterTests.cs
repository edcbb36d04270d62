using FsCheck;
using FsCheck.Fluent;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

public sealed class ProgressReporterTests
{
    private const int MostCharacters = 8 * 1024;

    [Fact]
    public void The_status_stays_below_16_KB_whatever_the_names() => Prop.ForAll(
        Gen.Choose(1, 500)
            .SelectMany(count => Gen.Elements('a', 'ä', '\uD83D', '"', '<', '\0', '漢').Select(sign => (count, sign)))
            .ToArbitrary(),
        input =>
        {
            FakeOrchestration context = new((_, _) => Task.FromResult<object?>(null)) { ActivityTime = TimeSpan.FromSeconds(2) };
            ProgressReporter progress = new(context);
            string nasty = new(input.sign, 5000);
            progress.Enter(UpdatePhase.Copying, new PlanSummary
            {
                Head = "v1",
                ObjectRoot = "r",
                DigestAlgorithm = "sha512",
                InventoryDigest = "0",
                Steps = long.MaxValue,
                Bytes = long.MaxValue,
                Names = [.. Enumerable.Repeat(nasty, input.count)],
            });
            for (int step = 0; step < input.count; step++)
            {
                progress.Started(step);
            }

            for (int step = 0; step < input.count / 2; step++)
            {
                progress.Executed(step, new SliceResult(1, 1, 1, 1, nasty));
            }

            progress.Retry([.. Enumerable.Repeat(new ActivityRetry(
                StatusText.Clip(nasty, 100),
                int.MaxValue,
                int.MaxValue,
                new UpdateError(StatusText.Clip(nasty, 100), StatusText.Clip(nasty, 200), "ExecuteOcflActivity"),
                DateTimeOffset.MaxValue), 4)]);
            progress.WaitBehind(1);
            progress.Enter(UpdatePhase.Reverting, new UpdateError("Storage", nasty, "ExecuteOcflActivity"));

            Assert.All(context.Statuses, status => Assert.InRange(status.Length, 1, MostCharacters));
        }).Check(Config.QuickThrowOnFailure);

    [Theory]
    [InlineData("short", 10, "short")]
    [InlineData("0123456789", 10, "0123456789")]
    [InlineData("0123456789a", 10, "0123456789...")]
    [InlineData("ää", 10, "ä...")]
    [InlineData("a\uD83D\uDE00b", 8, "a...")]
    public void Text_is_clipped_by_what_it_takes_in_JSON(string text, int budget, string expected) =>
        Assert.Equal(expected, StatusText.Clip(text, budget));
}
