using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace DurableTask.Conformance.Functions;

/// <summary>
/// The orchestrators and activities of the conformance cases as functions, for any host of Azure Functions. A test compares them with the
/// cases.
/// </summary>
public static class ConformanceFunctions
{
    [Function("AllWithFailures")]
    public static Task<object?> AllWithFailures([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("AllWithFailures", context);

    [Function("CallAndForgetResult")]
    public static Task<object?> CallAndForgetResult([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CallAndForgetResult", context);

    [Function("CallChild")]
    public static Task<object?> CallChild([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CallChild", context);

    [Function("CallChildInAnyCase")]
    public static Task<object?> CallChildInAnyCase([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CallChildInAnyCase", context);

    [Function("CallChildOfGivenId")]
    public static Task<object?> CallChildOfGivenId([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CallChildOfGivenId", context);

    [Function("CallChildWithoutId")]
    public static Task<object?> CallChildWithoutId([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CallChildWithoutId", context);

    [Function("CallCountDown")]
    public static Task<object?> CallCountDown([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CallCountDown", context);

    [Function("CallInAnyCase")]
    public static Task<object?> CallInAnyCase([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CallInAnyCase", context);

    [Function("CallLarge")]
    public static Task<object?> CallLarge([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CallLarge", context);

    [Function("CallManyAtOnce")]
    public static Task<object?> CallManyAtOnce([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CallManyAtOnce", context);

    [Function("CallNamedChild")]
    public static Task<object?> CallNamedChild([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CallNamedChild", context);

    [Function("CallSeeChild")]
    public static Task<object?> CallSeeChild([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CallSeeChild", context);

    [Function("CallSeeChildVersioned")]
    public static Task<object?> CallSeeChildVersioned([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CallSeeChildVersioned", context);

    [Function("CallTwice")]
    public static Task<object?> CallTwice([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CallTwice", context);

    [Function("CancelledBefore")]
    public static Task<object?> CancelledBefore([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CancelledBefore", context);

    [Function("CancelledWait")]
    public static Task<object?> CancelledWait([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CancelledWait", context);

    [Function("CancelTimer")]
    public static Task<object?> CancelTimer([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CancelTimer", context);

    [Function("CatchActivity")]
    public static Task<object?> CatchActivity([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CatchActivity", context);

    [Function("CatchChild")]
    public static Task<object?> CatchChild([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CatchChild", context);

    [Function("CatchChildOfChild")]
    public static Task<object?> CatchChildOfChild([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CatchChildOfChild", context);

    [Function("CatchListener")]
    public static Task<object?> CatchListener([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CatchListener", context);

    [Function("CatchThenGoOn")]
    public static Task<object?> CatchThenGoOn([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CatchThenGoOn", context);

    [Function("CatchUnknownActivity")]
    public static Task<object?> CatchUnknownActivity([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CatchUnknownActivity", context);

    [Function("CatchUnknownChild")]
    public static Task<object?> CatchUnknownChild([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CatchUnknownChild", context);

    [Function("CausedBy")]
    public static Task<object?> CausedBy([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CausedBy", context);

    [Function("CountDown")]
    public static Task<object?> CountDown([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CountDown", context);

    [Function("CountEvents")]
    public static Task<object?> CountEvents([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("CountEvents", context);

    [Function("FailingChild")]
    public static Task<object?> FailingChild([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("FailingChild", context);

    [Function("FailOnce")]
    public static Task<object?> FailOnce([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("FailOnce", context);

    [Function("FailOnceCaughtThenFail")]
    public static Task<object?> FailOnceCaughtThenFail([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("FailOnceCaughtThenFail", context);

    [Function("FarTimers")]
    public static Task<object?> FarTimers([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("FarTimers", context);

    [Function("FirstOfEvents")]
    public static Task<object?> FirstOfEvents([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("FirstOfEvents", context);

    [Function("FirstOfTwo")]
    public static Task<object?> FirstOfTwo([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("FirstOfTwo", context);

    [Function("JsonChild")]
    public static Task<object?> JsonChild([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("JsonChild", context);

    [Function("LeaveBranchOpen")]
    public static Task<object?> LeaveBranchOpen([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("LeaveBranchOpen", context);

    [Function("LeaveEventOpen")]
    public static Task<object?> LeaveEventOpen([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("LeaveEventOpen", context);

    [Function("LeaveOpen")]
    public static Task<object?> LeaveOpen([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("LeaveOpen", context);

    [Function("Length")]
    public static Task<object?> Length([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("Length", context);

    [Function("LetActivityFail")]
    public static Task<object?> LetActivityFail([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("LetActivityFail", context);

    [Function("Listen")]
    public static Task<object?> Listen([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("Listen", context);

    [Function("ListenThrice")]
    public static Task<object?> ListenThrice([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("ListenThrice", context);

    [Function("ListenTo0")]
    public static Task<object?> ListenTo0([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("ListenTo0", context);

    [Function("ListenTo1")]
    public static Task<object?> ListenTo1([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("ListenTo1", context);

    [Function("ListenTo2")]
    public static Task<object?> ListenTo2([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("ListenTo2", context);

    [Function("ListenTo3")]
    public static Task<object?> ListenTo3([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("ListenTo3", context);

    [Function("ListenTo4")]
    public static Task<object?> ListenTo4([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("ListenTo4", context);

    [Function("LongStatus")]
    public static Task<object?> LongStatus([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("LongStatus", context);

    [Function("ManyChildren")]
    public static Task<object?> ManyChildren([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("ManyChildren", context);

    [Function("OptionsAsInput")]
    public static Task<object?> OptionsAsInput([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("OptionsAsInput", context);

    [Function("ParentOfListener")]
    public static Task<object?> ParentOfListener([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("ParentOfListener", context);

    [Function("Read-activity")]
    public static Task<object?> ReadActivity([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("Read-activity", context);

    [Function("Read-child")]
    public static Task<object?> ReadChild([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("Read-child", context);

    [Function("Read-kept")]
    public static Task<object?> ReadKept([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("Read-kept", context);

    [Function("Read-waiting")]
    public static Task<object?> ReadWaiting([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("Read-waiting", context);

    [Function("RetryByPolicy")]
    public static Task<object?> RetryByPolicy([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("RetryByPolicy", context);

    [Function("RetryChild")]
    public static Task<object?> RetryChild([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("RetryChild", context);

    [Function("RetryHandlerSees")]
    public static Task<object?> RetryHandlerSees([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("RetryHandlerSees", context);

    [Function("RetryHandlerThrows")]
    public static Task<object?> RetryHandlerThrows([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("RetryHandlerThrows", context);

    [Function("RetryNoTimeout")]
    public static Task<object?> RetryNoTimeout([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("RetryNoTimeout", context);

    [Function("RetrySeesFailure")]
    public static Task<object?> RetrySeesFailure([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("RetrySeesFailure", context);

    [Function("RetryTimeout")]
    public static Task<object?> RetryTimeout([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("RetryTimeout", context);

    [Function("RetryTwiceAtMost")]
    public static Task<object?> RetryTwiceAtMost([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("RetryTwiceAtMost", context);

    [Function("RetryUnknownActivity")]
    public static Task<object?> RetryUnknownActivity([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("RetryUnknownActivity", context);

    [Function("Return")]
    public static Task<object?> Return([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("Return", context);

    [Function("SeeActivityContext")]
    public static Task<object?> SeeActivityContext([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("SeeActivityContext", context);

    [Function("SeeChild")]
    public static Task<object?> SeeChild([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("SeeChild", context);

    [Function("SeeClock")]
    public static Task<object?> SeeClock([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("SeeClock", context);

    [Function("SeeContext")]
    public static Task<object?> SeeContext([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("SeeContext", context);

    [Function("SeeGuids")]
    public static Task<object?> SeeGuids([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("SeeGuids", context);

    [Function("SeeInput")]
    public static Task<object?> SeeInput([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("SeeInput", context);

    [Function("SeeVersion")]
    public static Task<object?> SeeVersion([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("SeeVersion", context);

    [Function("SeeVersionIsNull")]
    public static Task<object?> SeeVersionIsNull([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("SeeVersionIsNull", context);

    [Function("SendTo")]
    public static Task<object?> SendTo([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("SendTo", context);

    [Function("SendToSelf")]
    public static Task<object?> SendToSelf([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("SendToSelf", context);

    [Function("SequentialCalls")]
    public static Task<object?> SequentialCalls([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("SequentialCalls", context);

    [Function("SlowChild")]
    public static Task<object?> SlowChild([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("SlowChild", context);

    [Function("StartOverInVersion")]
    public static Task<object?> StartOverInVersion([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("StartOverInVersion", context);

    [Function("StartOverThenCall")]
    public static Task<object?> StartOverThenCall([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("StartOverThenCall", context);

    [Function("StartOverThenThrow")]
    public static Task<object?> StartOverThenThrow([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("StartOverThenThrow", context);

    [Function("StartOverTwice")]
    public static Task<object?> StartOverTwice([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("StartOverTwice", context);

    [Function("StartOverWith")]
    public static Task<object?> StartOverWith([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("StartOverWith", context);

    [Function("StartOverWithStatus")]
    public static Task<object?> StartOverWithStatus([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("StartOverWithStatus", context);

    [Function("Status")]
    public static Task<object?> Status([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("Status", context);

    [Function("ThreeWaiters")]
    public static Task<object?> ThreeWaiters([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("ThreeWaiters", context);

    [Function("Throw")]
    public static Task<object?> Throw([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("Throw", context);

    [Function("ThrowLater")]
    public static Task<object?> ThrowLater([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("ThrowLater", context);

    [Function("TimerAt")]
    public static Task<object?> TimerAt([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("TimerAt", context);

    [Function("TimerOf")]
    public static Task<object?> TimerOf([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("TimerOf", context);

    [Function("TimersInOrder")]
    public static Task<object?> TimersInOrder([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("TimersInOrder", context);

    [Function("TwoChildrenOfOneId")]
    public static Task<object?> TwoChildrenOfOneId([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("TwoChildrenOfOneId", context);

    [Function("TwoStatuses")]
    public static Task<object?> TwoStatuses([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("TwoStatuses", context);

    [Function("TwoTypes")]
    public static Task<object?> TwoTypes([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("TwoTypes", context);

    [Function("TwoTypesOneAfterTheOther")]
    public static Task<object?> TwoTypesOneAfterTheOther([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("TwoTypesOneAfterTheOther", context);

    [Function("WaitAgainAfterTimeout")]
    public static Task<object?> WaitAgainAfterTimeout([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("WaitAgainAfterTimeout", context);

    [Function("WaitWithTimeout")]
    public static Task<object?> WaitWithTimeout([OrchestrationTrigger] TaskOrchestrationContext context) =>
        Orchestrate("WaitWithTimeout", context);

    [Function("Context")]
    public static Task<object?> Context([ActivityTrigger] string? input, string instanceId) =>
        Act("Context", input, instanceId);

    [Function("Fail")]
    public static Task<object?> Fail([ActivityTrigger] string? input, string instanceId) =>
        Act("Fail", input, instanceId);

    [Function("FailFirst")]
    public static Task<object?> FailFirst([ActivityTrigger] string? input, string instanceId) =>
        Act("FailFirst", input, instanceId);

    [Function("Json")]
    public static Task<object?> Json([ActivityTrigger] string? input, string instanceId) =>
        Act("Json", input, instanceId);

    [Function("Large")]
    public static Task<object?> Large([ActivityTrigger] string? input, string instanceId) =>
        Act("Large", input, instanceId);

    [Function("Say")]
    public static Task<object?> Say([ActivityTrigger] string? input, string instanceId) =>
        Act("Say", input, instanceId);

    [Function("Sleep")]
    public static Task<object?> Sleep([ActivityTrigger] string? input, string instanceId) =>
        Act("Sleep", input, instanceId);

    private static Task<object?> Orchestrate(string name, TaskOrchestrationContext context) =>
        ConformanceCases.Work.Orchestrators[name](context);

    private static Task<object?> Act(string name, string? input, string instanceId) =>
        ConformanceCases.Work.Activities[name](new FunctionActivityContext(name, instanceId), input);

    private sealed class FunctionActivityContext(string name, string instanceId) : TaskActivityContext
    {
        public override TaskName Name { get; } = new(name);

        public override string InstanceId => instanceId;
    }
}
