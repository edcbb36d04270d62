using System.Globalization;

namespace Ocfl.Staging;

/// <summary>A change that cannot be made to the version state that it meets.</summary>
/// <param name="index">The change's place in the list, from 0.</param>
/// <param name="field">Its field that is wrong, such as <c>path</c>.</param>
/// <param name="rule">What is wrong, as a sentence.</param>
public sealed class StateChangeException(int index, string field, string rule)
    : OcflException(string.Create(CultureInfo.InvariantCulture, $"changes[{index}].{field}: {rule}"))
{
    /// <summary>The change's place in the list, from 0.</summary>
    public int Index { get; } = index;

    /// <summary>Its field that is wrong.</summary>
    public string Field { get; } = field;

    /// <summary>What is wrong.</summary>
    public string Rule { get; } = rule;

    /// <summary>Whether the change fits, but would make more or longer paths than <see cref="StateChangeLimits"/> allows.</summary>
    public bool IsTooLarge { get; init; }
}
