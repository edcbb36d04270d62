using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Ocfl.Inventories;

namespace Ocfl.Tests.Inventories;

public sealed class InventoryRoundTripTests
{
    [Fact]
    public void WhatIsWrittenIsReadBackEqual() => Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed =>
    {
        Inventory inventory = RandomInventory.Of(seed);
        byte[] json = InventoryWriter.Write(inventory);
        return InventoryReader.Read(json).Equals(inventory);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void TheSameInventoryGivesTheSameBytes() => Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed =>
    {
        byte[] json = InventoryWriter.Write(RandomInventory.Of(seed));
        return json.AsSpan().SequenceEqual(InventoryWriter.Write(RandomInventory.Of(seed)))
            && json.AsSpan().SequenceEqual(InventoryWriter.Write(InventoryReader.Read(json)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task StreamsGiveWhatMemoryGives()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            Inventory inventory = RandomInventory.Of(seed);
            using MemoryStream stream = new();
            await InventoryWriter.WriteAsync(inventory, stream);
            stream.Position = 0;

            Assert.Equal(InventoryWriter.Write(inventory), stream.ToArray());
            Assert.Equal(inventory, await InventoryReader.ReadAsync(new Trickle(stream)));
        }
    }

    [Fact]
    public void NothingIsEscapedButWhatJsonDemands()
    {
        string path = "é文😀𝒳\u2028\u00ad\ue000\u007f+<>&'/\"\\\n\u0001";
        Inventory inventory = RandomInventory.Of(1) with { Id = path };
        string json = Encoding.UTF8.GetString(InventoryWriter.Write(inventory));

        Assert.Contains("\"id\": \"é文😀𝒳\u2028\u00ad\ue000\u007f+<>&'/\\\"\\\\\\n\\u0001\"", json, StringComparison.Ordinal);
        Assert.Equal(path, JsonDocument.Parse(json).RootElement.GetProperty("id").GetString());
        Assert.DoesNotContain("\r", json, StringComparison.Ordinal);
        Assert.EndsWith("}\n", json, StringComparison.Ordinal);
        Assert.Throws<EncoderFallbackException>(() => InventoryWriter.Write(inventory with { Id = "\ud800" }));
    }

    [Fact]
    public void TheFormIsStable()
    {
        string digest = new('a', 64);
        Inventory inventory = new()
        {
            Id = "urn:x",
            Specification = SpecificationVersion.V11,
            DigestAlgorithm = "sha256",
            Head = new(1),
            ContentDirectory = "content",
            Manifest = new([new(digest, ["v1/content/a"])]),
            Versions = [new()
            {
                Created = new("2026-01-02T03:04:05Z", default),
                State = new([new(digest, ["a", "b"])]),
                Message = "m",
                User = new("n", "mailto:a@b"),
            }],
        };
        string expected = """
            {
              "id": "urn:x",
              "type": "https://ocfl.io/1.1/spec/#inventory",
              "digestAlgorithm": "sha256",
              "head": "v1",
              "contentDirectory": "content",
              "manifest": {
                "DIGEST": [
                  "v1/content/a"
                ]
              },
              "versions": {
                "v1": {
                  "created": "2026-01-02T03:04:05Z",
                  "message": "m",
                  "state": {
                    "DIGEST": [
                      "a",
                      "b"
                    ]
                  },
                  "user": {
                    "name": "n",
                    "address": "mailto:a@b"
                  }
                }
              }
            }

            """;
        Assert.Equal(
            expected.ReplaceLineEndings("\n").Replace("DIGEST", digest, StringComparison.Ordinal),
            Encoding.UTF8.GetString(InventoryWriter.Write(inventory)));
    }

    /// <summary>Gives a few bytes at a time, as a network may.</summary>
    private sealed class Trickle(MemoryStream content) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            content.ReadAsync(buffer[..Math.Min(buffer.Length, 7)], cancellationToken);
    }
}
