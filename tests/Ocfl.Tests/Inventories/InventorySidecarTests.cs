using Ocfl.Inventories;

namespace Ocfl.Tests.Inventories;

public sealed class InventorySidecarTests
{
    [Theory]
    [InlineData("abc inventory.json")]
    [InlineData("abc inventory.json\n")]
    [InlineData("abc \t  inventory.json\r\n")]
    public void TheSpecifiedFormIsRead(string text) => Assert.Equal("abc", InventorySidecar.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("abc inventory.jso")]
    [InlineData("abc inventory.json x")]
    [InlineData("abc inventory.json\n\n")]
    [InlineData(" abc inventory.json")]
    [InlineData("abc\ninventory.json")]
    [InlineData("inventory.json")]
    public void AnythingElseIsRefused(string? text) => Assert.False(InventorySidecar.TryParse(text, out _));

    [Fact]
    public void WhatIsFormattedIsParsed() => Assert.Equal("0f", InventorySidecar.Parse(InventorySidecar.Format("0f")));
}
