namespace DurableTask.Conformance.Tests;

/// <summary>Each case on the embedded engine and on the SDK's test host. The differences are those that are declared.</summary>
[Trait("Category", "Slow")]
public sealed class ConformanceTests(Observations observations) : IClassFixture<Observations>
{
    public static TheoryData<string> Names => [.. ConformanceCases.All.Select(@case => @case.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Does_as_the_test_host(string name)
    {
        ConformanceCase @case = ConformanceCases.All.Single(one => one.Name == name);
        (string ours, string there) = observations.Of(@case);

        if (@case.TestHost is { } difference)
        {
            Assert.Equal(difference.Ours, ours);
            Assert.Equal(difference.There ?? there, there);
            Assert.NotEqual(ours, there);
        }
        else
        {
            Assert.Equal(there, ours);
        }
    }
}
