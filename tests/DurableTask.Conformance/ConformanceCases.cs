namespace DurableTask.Conformance;

/// <summary>All cases and the work that they start.</summary>
public static class ConformanceCases
{
    /// <summary>All cases, by topic.</summary>
    public static IReadOnlyList<ConformanceCase> All { get; } =
    [
        .. BasicCases.All(),
        .. ActivityCases.All(),
        .. RetryCases.All(),
        .. TimerCases.All(),
        .. OpenTaskCases.All(),
        .. EventCases.All(),
        .. ConversionCases.All(),
        .. ChildCases.All(),
        .. ContinueAsNewCases.All(),
        .. StartCases.All(),
        .. CommandCases.All(),
        .. QueryCases.All(),
        .. PurgeCases.All(),
    ];

    /// <summary>The orchestrators and activities, by name.</summary>
    public static Work Work { get; } = new Work()
        .Add(SharedActivities.Register)
        .Add(BasicCases.Register)
        .Add(ActivityCases.Register)
        .Add(RetryCases.Register)
        .Add(TimerCases.Register)
        .Add(OpenTaskCases.Register)
        .Add(EventCases.Register)
        .Add(ConversionCases.Register)
        .Add(ChildCases.Register)
        .Add(ContinueAsNewCases.Register)
        .Add(StartCases.Register)
        .Add(CommandCases.Register);
}
