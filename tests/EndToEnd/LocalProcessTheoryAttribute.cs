namespace EndToEnd;

/// <summary>As <see cref="LocalProcessFactAttribute"/>, with cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LocalProcessTheoryAttribute : TheoryAttribute
{
    public LocalProcessTheoryAttribute() => Skip = Profile.Url is null ? null : LocalProcessFactAttribute.Reason;
}
