using System.Globalization;

namespace OcflFunctions.Dashboard;

/// <summary>What people are to do about a finding, by its code.</summary>
internal static class FindingAdvice
{
    /// <summary>The codes of this service's own, with what each says. The others have a rule of the specification.</summary>
    public static readonly IReadOnlyDictionary<string, string> OwnCodes = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["S001"] = "An object could not be checked at all.",
        ["S002"] = "An object that audits have checked before is not there, and no purge removed it.",
    };

    private static readonly (int[] Numbers, string Advice)[] OfErrors =
    [
        (
            [92, 93],
            "The content is not what was stored. Do not update this object. Restore the named files from a backup, then validate again."),
        (
            [23, 24, 15, 1, 22],
            "There are files or folders that the inventory does not name. Find out who put them there, and move them away."),
        (
            [60, 61, 58, 59, 62, 64, 63],
            "The inventory and its checksum do not fit. Compare both with a backup; do not write a new checksum before you know which one "
                + "is right."),
        (
            [3, 4, 5, 6, 7, 2, 69, 76, 80, 77],
            "The file that declares what this folder is has been changed or lost. Restore it from a backup."),
        ([8, 9, 10, 11, 12, 46], "A version folder is missing or has a wrong name. Restore it from a backup."),
        ([50, 91, 96, 101, 95, 107], "The inventory names content that is missing or named twice. Restore the object from a backup."),
        ([90, 89], "Replace links and special files by the files themselves."),
    ];

    /// <summary>The advice.</summary>
    public static string Of(string code) => code switch
    {
        "S002" => "Restore the object from a backup, unless it was removed on purpose.",
        ['U' or 'S', ..] => "Something could not be read. Check the storage and permissions, then validate again.",
        ['I', ..] => "Nothing to do.",
        ['W' or 'X', ..] => "The object is valid all the same. Follow the recommendation with the next version, if you can.",
        _ when int.TryParse(code.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && Array.Find(OfErrors, each => each.Numbers.Contains(number)).Advice is { } advice => advice,
        _ => "The inventory breaks a rule. If another program wrote it, report that to its makers; restore the object from a backup if it "
            + "was valid before.",
    };
}
