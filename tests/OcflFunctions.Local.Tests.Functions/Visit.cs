namespace OcflFunctions.Local.Tests.Functions;

/// <summary>A scoped service: one for each run of a function.</summary>
public sealed class Visit(Recorder recorder) : IDisposable
{
    public Guid Id { get; } = Guid.NewGuid();

    public void Dispose() => recorder.Note("visit disposed", Id.ToString());
}
