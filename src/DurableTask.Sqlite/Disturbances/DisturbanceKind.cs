namespace DurableTask.Sqlite.Disturbances;

/// <summary>What can be disturbed; see <see cref="EngineDisturbance"/>.</summary>
internal enum DisturbanceKind
{
    LateActivity,
    ActivityAtOnce,
    ActivityAgain,
    LostResult,
    LateResult,
    SecondResult,
    LateMessage,
    SecondMessage,
    Unload,
    LostTurn,
    LostStart,
}
