using System.Globalization;
using Ocfl.Inventories;

namespace Ocfl.Tests.Inventories;

public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("2026-08-01T12:00:00Z", "2026-08-01T12:00:00.0000000+00:00")]
    [InlineData("2026-08-01t12:00:00z", "2026-08-01T12:00:00.0000000+00:00")]
    [InlineData("2026-08-01T12:00:00.5+02:00", "2026-08-01T12:00:00.5000000+02:00")]
    [InlineData("2021-03-31T08:22:37.241208990-05:00", "2021-03-31T08:22:37.2412089-05:00")]
    [InlineData("2024-02-29T00:00:00-00:00", "2024-02-29T00:00:00.0000000+00:00")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.0000000+00:00")]
    [InlineData("1990-12-31T15:59:60-08:00", "1990-12-31T16:00:00.0000000-08:00")]
    [InlineData("2026-01-01T00:00:00+23:59", "2025-12-31T00:01:00.0000000+00:00")]
    [InlineData("0000-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000+00:00")]
    [InlineData("0001-01-01T00:00:00+01:00", "0001-01-01T01:00:00.0000000+01:00")]
    [InlineData("9999-12-31T23:59:59-01:00", "9999-12-31T22:59:59.9999999-01:00")]
    public void TimesAreRead(string text, string expected)
    {
        Assert.True(Rfc3339.TryParse(text, out DateTimeOffset value));
        Assert.Equal(expected, value.ToString("O", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("2026-02-30T00:00:00Z")]
    [InlineData("2023-02-29T00:00:00Z")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-00-01T00:00:00Z")]
    [InlineData("2026-01-00T00:00:00Z")]
    [InlineData("2026-01-01T24:00:00Z")]
    [InlineData("2026-01-01T00:60:00Z")]
    [InlineData("2026-01-01T00:00:61Z")]
    [InlineData("2026-01-01T12:00:60Z")]
    [InlineData("2016-12-30T23:59:60Z")]
    [InlineData("2026-01-01T00:00:00")]
    [InlineData("2026-01-01T00:00Z")]
    [InlineData("2026-01-01 00:00:00Z")]
    [InlineData("2026-01-01T00:00:00.Z")]
    [InlineData("2026-01-01T00:00:00,5Z")]
    [InlineData("2026-01-01T00:00:00+0100")]
    [InlineData("2026-01-01T00:00:00+24:00")]
    [InlineData("2026-01-01T00:00:00+01:60")]
    [InlineData("2026-01-01T00:00:00.123")]
    [InlineData("2026-01-01T00:00:00Z ")]
    [InlineData("２026-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:60Z")]
    public void WhatIsNoTimeIsRefused(string text) => Assert.False(Rfc3339.TryParse(text, out _));
}
