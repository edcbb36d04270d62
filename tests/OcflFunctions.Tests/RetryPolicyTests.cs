using Microsoft.DurableTask;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Updates;
using OcflFunctions.Durable;
using OcflFunctions.Storage;
using OcflFunctions.Validations;

namespace OcflFunctions.Tests;

public sealed class RetryPolicyTests
{
    public static TheoryData<Exception, bool> Failures => new()
    {
        { new InvalidUpdateException("x"), true },
        { new ObjectConflictException("x"), true },
        { new ContentMismatchException("x"), true },
        { new ObjectNotFoundException("x"), true },
        { new AggregateException(new InvalidOperationException("x", new ObjectConflictException("y"))), true },
        { new ObjectBusyException("a", "b"), false },
        { new StorageException("x"), false },
        { new StorageConditionException("a", "b"), false },
        { new StorageFileNotFoundException("a", "b"), false },
        { new IOException("x"), false },
        { new OperationCanceledException(), false },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void What_cannot_heal_is_not_tried_again(Exception failure, bool isPermanent) =>
        Assert.Equal(isPermanent, RetryPolicies.IsPermanent(TaskFailureDetails.FromException(failure)));

    [Fact]
    public void The_rest_is_tried_as_often_as_the_settings_say()
    {
        RetryPolicy policy = RetryPolicies.For(7, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(9), _ => { }).Retry!.Policy!;

        Assert.Equal(
            (7, TimeSpan.FromSeconds(2), 2.0, TimeSpan.FromSeconds(9)),
            (policy.MaxNumberOfAttempts, policy.FirstRetryInterval, policy.BackoffCoefficient, policy.MaxRetryInterval));
    }

    [Theory]
    [InlineData("Ocfl.Updates.ObjectConflictException", "ObjectConflict")]
    [InlineData("System.IO.IOException", "IO")]
    [InlineData("Exception", "Exception")]
    [InlineData("Whatever", "Whatever")]
    public void Failures_have_short_names_for_callers(string type, string name) =>
        Assert.Equal(name, InstanceErrors.Describe(new TaskFailureDetails(type, "m", null, null, null)).Type);
}
