using System.Buffers;
using OcflFunctions.Local.Http;

namespace OcflFunctions.Local.Tests.Http;

public class ConnectionMemoryTests
{
    [Fact]
    public void A_small_file_and_the_head_of_its_request_fit_into_a_block()
    {
        using ConnectionMemory memory = new();
        using IMemoryOwner<byte> block = memory.Create().Rent(4096);
        Assert.True(block.Memory.Length >= (16 << 10) + 4096);
        Assert.Equal(memory.MaxBufferSize, block.Memory.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Rent(memory.MaxBufferSize + 1));
    }

    [Fact]
    public void A_block_that_is_free_is_used_again_and_never_by_two_at_once()
    {
        using ConnectionMemory memory = new();
        IMemoryOwner<byte> first = memory.Rent();
        using IMemoryOwner<byte> second = memory.Rent();
        Assert.False(first.Memory.Equals(second.Memory));
        Memory<byte> bytes = first.Memory;
        first.Dispose();
        using IMemoryOwner<byte> third = memory.Rent();
        Assert.True(bytes.Equals(third.Memory));

        // Whoever disposes twice has given back one block.
        first.Dispose();
        using IMemoryOwner<byte> fourth = memory.Rent();
        Assert.False(fourth.Memory.Equals(third.Memory));
    }
}
