using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Http;
using OcflFunctions.Maintenance;
using OcflFunctions.Objects;
using OcflFunctions.Storage;

namespace OcflFunctions.Tests;

/// <summary>Large content, whose blocks have digests once it was downloaded and verified as a whole.</summary>
public sealed class BlockTests
{
    private const int Block = BlockLayout.UsualBlockSize;
    private const int Length = (int)BlockLayout.LeastLength + (2 * Block) + 12_345;
    private static readonly TimeSpan Keep = TimeSpan.FromDays(90);

    [Fact]
    public void A_table_has_the_digest_of_each_block_and_each_page_a_place() => Prop.ForAll(
        Lengths().ToArbitrary(), length =>
        {
            BlockLayout layout = BlockLayout.Of(length)!;
            (_, long last) = layout.PagesOf(new ByteRange(0, length));
            Assert.InRange(layout.Blocks, 1, 256 * 1024);
            Assert.InRange(layout.LengthOf(layout.Blocks - 1), 1, layout.BlockSize);
            Assert.Equal(length, ((layout.Blocks - 1) * layout.BlockSize) + layout.LengthOf(layout.Blocks - 1));
            Assert.Equal(layout.TableLength, layout.PlaceOf(last).End);
            Assert.Equal(
                layout.TableLength,
                ((layout.Blocks + last + 1) * BlockLayout.DigestLength) + ((last + 1) * BlockLayout.HeadLength));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0)]
    [InlineData(BlockLayout.LeastLength - 1)]
    [InlineData(BlockLayout.MostLength + 1)]
    public void Small_and_enormous_content_has_no_table(long length) => Assert.Null(BlockLayout.Of(length));

    [Fact]
    public void Pages_of_a_table_are_read_alone_and_count_in_their_place_only()
    {
        BlockLayout layout = BlockLayout.Of(Block * 2_500L)!;
        byte[] digests = new byte[layout.Blocks * BlockLayout.DigestLength];
        new Random(1).NextBytes(digests);
        byte[] table = BlockTable.Write("a", layout, digests);

        Assert.Equal(layout.TableLength, table.Length);
        for (int page = 0; page < 3; page++)
        {
            ByteRange place = layout.PlaceOf(page);
            byte[] bytes = table[(int)place.Offset..(int)place.End];
            Assert.NotNull(BlockTable.TryRead("a", layout, page, bytes));
            Assert.Null(BlockTable.TryRead("b", layout, page, bytes));
            Assert.Null(BlockTable.TryRead("a", layout, page + 1, bytes));
            Assert.Null(BlockTable.TryRead("a", layout, page, bytes.AsSpan(..^1)));
        }

        Assert.NotNull(BlockTable.TryRead("a", layout, 0, table));
    }

    [Fact]
    public async Task A_whole_download_writes_the_table_and_later_answers_are_the_same()
    {
        ServedContent content = await ServedContent.CreateAsync(Length);

        Reply first = await content.GetAsync();
        StorageFile? table = await content.FindTableAsync();
        Reply second = await content.GetAsync();

        Assert.Equal((200, true), (first.Status, first.IsWhole));
        Assert.Equal(content.Bytes, first.Bytes);
        Assert.NotNull(table);
        Assert.Equal((200, true), (second.Status, second.IsWhole));
        Assert.Equal(content.Bytes, second.Bytes);
        Assert.Single(content.Written);
        Assert.Equal(2, content.Opened.Count);
    }

    [Fact]
    public async Task A_range_is_what_was_asked_for()
    {
        ServedContent content = await ServedContent.CreateAsync(Length);
        await content.GetAsync();
        foreach ((int from, int to) in Ranges(content, 100))
        {
            Reply reply = await content.GetAsync($"bytes={from}-{to}");

            Assert.True(reply is { Status: 206, IsWhole: true }, $"{from}-{to}: {reply.Status}");
            Assert.True(content.Bytes.AsSpan(from..(to + 1)).SequenceEqual(reply.Bytes), $"{from}-{to}");
        }
    }

    [Fact]
    public async Task A_wrong_byte_is_never_sent_and_a_range_without_it_is_served()
    {
        ServedContent content = await ServedContent.CreateAsync(Length);
        await content.GetAsync();
        Random random = new(7);
        foreach (int damaged in (int[])[0, Block - 1, Block, Length - 1, .. Enumerable.Range(0, 8).Select(_ => random.Next(Length))])
        {
            await content.DamageAsync(damaged);
            int block = damaged / Block;

            Reply whole = await content.GetAsync();
            Assert.False(whole.IsWhole);
            Assert.Equal(block == 0 ? 500 : 200, whole.Status);
            Assert.True(
                block == 0 || content.Bytes.AsSpan(0, block * Block).SequenceEqual(whole.Bytes), $"{damaged}: {whole.Bytes.Length}");

            foreach ((int from, int to) in Ranges(content, 10))
            {
                Reply part = await content.GetAsync($"bytes={from}-{to}");
                bool touches = from / Block <= block && to / Block >= block;
                Assert.True(part.IsWhole == !touches, $"{damaged}: {from}-{to}");
                Assert.True(
                    part.Status == 500 || content.Bytes.AsSpan(from, part.Bytes.Length).SequenceEqual(part.Bytes),
                    $"{damaged}: {from}-{to}");
            }
        }

        Assert.Contains(content.Logs.Lines, line => line.StartsWith("Error: ", StringComparison.Ordinal));
        Assert.Single(content.Written);
    }

    [Theory]
    [InlineData(Length - 1)]
    [InlineData(Length - Block)]
    [InlineData(Length + 1)]
    [InlineData(Length + (3 * Block))]
    public async Task Content_of_another_length_is_damaged(int length)
    {
        ServedContent content = await ServedContent.CreateAsync(Length);
        await content.GetAsync();
        byte[] other = new byte[length];
        content.Bytes.AsSpan(0, Math.Min(length, Length)).CopyTo(other);
        await content.DamageAsync(other);

        Assert.False((await content.GetAsync()).IsWhole);
        Assert.False((await content.GetAsync("bytes=0-9")).IsWhole);
        Assert.False((await content.GetAsync("bytes=-1")).IsWhole);
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("cut")]
    [InlineData("zeros")]
    [InlineData("one bit")]
    [InlineData("longer")]
    [InlineData("of another content")]
    [InlineData("of another length")]
    public async Task A_table_that_is_damaged_is_not_used_and_is_replaced(string damage)
    {
        ServedContent content = await ServedContent.CreateAsync(Length);
        await content.GetAsync();
        byte[] table = await content.ReadTableAsync();
        string path = (await content.FindTableAsync())!.Path;
        Random random = new(3);
        for (int attempt = 0; attempt < 4; attempt++)
        {
            byte[] damaged = damage switch
            {
                "empty" => [],
                "cut" => table[..random.Next(table.Length)],
                "zeros" => new byte[table.Length],
                "longer" => [.. table, 0],
                "one bit" => Flip(table, random.Next(table.Length)),
                _ => await TableOfAnotherAsync(damage),
            };
            await content.WriteTableAsync(path, damaged);

            Reply part = await content.GetAsync("bytes=300000-300009");
            Assert.Equal((206, true), (part.Status, part.IsWhole));
            Assert.Equal(content.Bytes[300_000..300_010], part.Bytes);
            Assert.Equal(damaged, await content.ReadTableAsync());

            Reply whole = await content.GetAsync();
            Assert.Equal((200, true), (whole.Status, whole.IsWhole));
            Assert.Equal(content.Bytes, whole.Bytes);
            Assert.Equal(table, await content.ReadTableAsync());
        }

        Assert.Contains(content.Logs.Lines, line => line.Contains("cannot be used", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Downloads_at_once_write_one_table()
    {
        ServedContent content = await ServedContent.CreateAsync(Length);

        Reply[] replies = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => content.GetAsync())));

        Assert.All(replies, reply => Assert.True(reply.IsWhole));
        Assert.Single(content.Written);
    }

    [Fact]
    public async Task What_was_not_sent_and_verified_as_a_whole_writes_no_table()
    {
        ServedContent content = await ServedContent.CreateAsync(Length);

        await content.GetAsync(cancelAfter: 3 * Block);
        await content.GetAsync("bytes=1-");
        await content.GetAsync(method: "HEAD");
        await content.DamageAsync(Length / 2);
        Assert.False((await content.GetAsync()).IsWhole);

        Assert.Empty(content.Written);
    }

    [Fact]
    public async Task Small_content_and_a_service_without_block_digests_do_not_ask_for_a_table()
    {
        ServedContent small = await ServedContent.CreateAsync((int)BlockLayout.LeastLength - 1);
        ServedContent off = await ServedContent.CreateAsync(Length, keep: TimeSpan.Zero);
        foreach (ServedContent content in (ServedContent[])[small, off])
        {
            Assert.Equal(content.Bytes, (await content.GetAsync()).Bytes);
            Assert.Equal(content.Bytes[5..10], (await content.GetAsync("bytes=5-9")).Bytes);
            Assert.Empty(content.Opened);
            Assert.Empty(content.Written);
        }
    }

    [Fact]
    public async Task A_table_is_kept_while_its_content_is_read_and_removed_after_its_time()
    {
        ServedContent content = await ServedContent.CreateAsync(Length);
        await content.GetAsync();
        byte[] table = await content.ReadTableAsync();
        content.Time.Advance(Keep * 0.4);
        await content.GetAsync("bytes=5-9");
        Assert.Single(content.Written);
        content.Time.Advance(Keep * 0.4);
        await content.GetAsync("bytes=5-9");
        Assert.Equal(2, content.Written.Count);
        Assert.Equal(table, await content.ReadTableAsync());

        content.Time.Advance(Keep * 0.9);
        Assert.Empty(await RemoveAsync(content, dryRun: false));
        content.Time.Advance(Keep * 0.2);
        RemovedItems removed = new(RemovedKind.BlockDigests, 1, table.Length);
        Assert.Equal([removed], await RemoveAsync(content, dryRun: true));
        Assert.NotNull(await content.FindTableAsync());
        Assert.Equal([removed], await RemoveAsync(content, dryRun: false));
        Assert.Null(await content.FindTableAsync());
        Assert.Empty(await RemoveAsync(content, dryRun: false));
    }

    // The first, the last, and across blocks: then by chance.
    private static IEnumerable<(int From, int To)> Ranges(ServedContent content, int byChance)
    {
        int last = content.Bytes.Length - 1;
        Random random = new(last);
        return
        [
            (0, 0), (last, last), (0, last - 1), (1, last), (Block - 1, Block), (Block, Block), (Block, (2 * Block) - 1),
            (Block + 1, (2 * Block) - 2), (Block - 1, 3 * Block), (last / Block * Block, last), ((last / Block * Block) - 1, last),
            .. Enumerable.Range(0, byChance).Select(_ => (random.Next(last + 1), random.Next(last + 1)))
                .Select(pair => (Math.Min(pair.Item1, pair.Item2), Math.Max(pair.Item1, pair.Item2))),
        ];
    }

    private static Gen<long> Lengths() => Gen.OneOf(
        Gen.Choose(0, 2_000_000).Select(more => BlockLayout.LeastLength + more),
        Gen.Zip(Gen.Choose(24, 39), Gen.Choose(-2, 2)).Select(pair => Math.Max(BlockLayout.LeastLength, (1L << pair.Item1) + pair.Item2)),
        Gen.Choose(0, 3_000_000).Select(less => BlockLayout.MostLength - less));

    private static byte[] Flip(byte[] bytes, int offset)
    {
        byte[] flipped = [.. bytes];
        flipped[offset] ^= 1;
        return flipped;
    }

    private static async Task<byte[]> TableOfAnotherAsync(string difference)
    {
        ServedContent other = await ServedContent.CreateAsync(difference == "of another length" ? Length + Block : Length, seed: 2);
        await other.GetAsync();
        return await other.ReadTableAsync();
    }

    private static async Task<IReadOnlyList<RemovedItems>> RemoveAsync(ServedContent content, bool dryRun)
    {
        ExpiredBlockTables step = new(
            new WorkArea(content.Work),
            Options.Create(new OcflOptions { Objects = new ObjectOptions { KeepBlockDigests = Keep } }),
            NullLogger<ExpiredBlockTables>.Instance);
        MaintenancePage page = await step.RunAsync(
            new MaintenancePageInput("run", step.Name, content.Time.GetUtcNow(), dryRun, new MaintenanceSettings()), null!, default);
        Assert.Equal((0, null), (page.Failed, page.Next));
        return page.Removed;
    }
}
