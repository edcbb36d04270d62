namespace Ocfl.Updates;

/// <summary>How far an update in one go is.</summary>
/// <param name="FilesStaged">Files hashed and staged so far.</param>
/// <param name="BytesStaged">Their bytes.</param>
/// <param name="StepsDone">Steps of the plan done so far.</param>
/// <param name="Steps">Steps of the plan; 0 while there is none.</param>
public sealed record ObjectUpdateProgress(long FilesStaged, long BytesStaged, int StepsDone, int Steps);
