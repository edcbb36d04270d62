using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Ocfl.Testing;
using OcflFunctions.Local.Hosting;
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

    [Fact]
    public void Of_many_connections_most_have_small_blocks()
    {
        using ConnectionMemory memory = new();
        IMemoryOwner<byte>[] large = [.. Enumerable.Range(0, ConnectionMemory.MostLarge).Select(_ => memory.Rent())];
        Assert.All(large, block => Assert.Equal(memory.MaxBufferSize, block.Memory.Length));

        using IMemoryOwner<byte> small = memory.Rent(4096);
        using IMemoryOwner<byte> needed = memory.Rent(4097);
        Assert.Equal(4096, small.Memory.Length);
        Assert.Equal(memory.MaxBufferSize, needed.Memory.Length);

        Array.ForEach(large, block => block.Dispose());
        using IMemoryOwner<byte> again = memory.Rent();
        Assert.Equal(memory.MaxBufferSize, again.Memory.Length);
    }

    [Fact]
    public async Task The_server_uses_it()
    {
        using TemporaryFolder folder = new();
        LocalApplicationBuilder builder = LocalApplication.CreateBuilder(
            [], new LocalHostOptions { Assemblies = [], DatabasePath = Path.Combine(folder.Path, "test.db") });

        await using LocalApplication application = builder.Build();

        Assert.Equal(
            typeof(ConnectionMemory),
            builder.Services.Last(service => service.ServiceType == typeof(IMemoryPoolFactory<byte>)).ImplementationType);
    }
}
