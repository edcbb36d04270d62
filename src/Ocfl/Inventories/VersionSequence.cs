using Ocfl.Findings;

namespace Ocfl.Inventories;

/// <summary>The rules of version numbers, in an inventory or as directories (OCFL 1.1, section 3.3).</summary>
internal static class VersionSequence
{
    /// <summary>Checks numbers that are in order.</summary>
    /// <param name="numbers">In ascending order.</param>
    /// <param name="notes">Takes what is wrong.</param>
    /// <param name="mixedCode">The code for names of more than one form: E012 for directories, E013 for versions.</param>
    /// <param name="pointer">The place in the inventory; null for directories.</param>
    public static void Check(IReadOnlyList<VersionNumber> numbers, FindingNotes notes, FindingCode mixedCode, string? pointer)
    {
        if (numbers.Count == 0)
        {
            return;
        }

        if (numbers[0].Number != 1)
        {
            notes.Add(FindingCodes.E009, $"The first version is {numbers[0]}; it must have the number 1.", pointer, numbers[0].ToString());
        }

        for (int i = 1; i < numbers.Count; i++)
        {
            if (numbers[i].Number - numbers[i - 1].Number > 1)
            {
                notes.Add(
                    FindingCodes.E010,
                    $"Between {numbers[i - 1]} and {numbers[i]} a version is missing; the numbers must have no gap.",
                    pointer,
                    numbers[i].ToString());
            }
        }

        CheckNames(numbers, notes, mixedCode, pointer);
    }

    private static void CheckNames(IReadOnlyList<VersionNumber> numbers, FindingNotes notes, FindingCode mixedCode, string? pointer)
    {
        VersionNumber first = numbers[0];
        if (first.Width > 0)
        {
            notes.Add(
                FindingCodes.W001,
                $"The version numbers are zero-padded, as in {first}; they should not be.",
                pointer,
                first.ToString());
        }

        foreach (VersionNumber number in numbers.Where(number => number.Width != first.Width))
        {
            string form = first.Width > 0 ? $"a zero and {first.Width} digits in all" : "no padding";
            notes.Add(
                mixedCode, $"{number} is not named as {first} is; all versions must be named with {form}.", pointer, number.ToString());
            if (first.Width > 0 && number.Width == 0)
            {
                notes.Add(
                    FindingCodes.E011,
                    $"{number} does not begin with 'v0', though the versions are zero-padded; it must.",
                    pointer,
                    number.ToString());
            }
        }
    }
}
