using Ocfl.Storage;

namespace Ocfl.Tests.Storage;

/// <summary>A test that needs a system that keeps what is read within a folder. Elsewhere it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LocalSourceFactAttribute : FactAttribute
{
    public const string Reason = "The system has no openat2, or forbids it.";

    public LocalSourceFactAttribute() => Skip = LocalSource.IsSupported() ? null : Reason;
}

/// <inheritdoc cref="LocalSourceFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LocalSourceTheoryAttribute : TheoryAttribute
{
    public LocalSourceTheoryAttribute() => Skip = LocalSource.IsSupported() ? null : LocalSourceFactAttribute.Reason;
}
