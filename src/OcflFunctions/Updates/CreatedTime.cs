using Ocfl.Inventories;
using Ocfl.Staging;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;

namespace OcflFunctions.Updates;

/// <summary>A version's <c>created</c> time that a request gives.</summary>
internal static class CreatedTime
{
    /// <summary>How far the clocks of two hosts may differ: one accepts the request, and another starts the update.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    /// <summary>Whether the previous version is not newer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="inventory">The object's inventory; null if there is no object.</param>
    public static bool Holds(UpdateRequest request, Inventory? inventory) =>
        !(request.Created < inventory?.HeadVersion.Created.Value);

    /// <summary>What is wrong if it is newer.</summary>
    public static string Describe(UpdateRequest request, Inventory? inventory) => FormattableString.Invariant(
        $"'created' is {request.Created:O}, and {inventory?.Head} of the object '{request.ObjectId}' was created at ")
            + $"{inventory?.HeadVersion.Created.Text}: a version cannot be older than the one before it.";

    /// <summary>What is wrong if the settings do not allow it.</summary>
    public const string NotAllowed = "A version's 'created' cannot be given here: the setting Ocfl:Updates:AllowCreated is not true.";

    /// <summary>What is wrong if it is in the future.</summary>
    public static string DescribeFuture(DateTimeOffset now) => FormattableString.Invariant(
        $"'created' is in the future: it is {now:O} now.");

    /// <summary>Refuses a time that the version cannot have.</summary>
    /// <param name="request">The request.</param>
    /// <param name="inventory">The object's inventory; null if there is no object.</param>
    /// <param name="now">The update's own time.</param>
    /// <param name="options">The settings.</param>
    /// <exception cref="InvalidUpdateException">
    /// The settings do not allow one, it is in the future, or the previous version is newer.
    /// </exception>
    public static void Require(UpdateRequest request, Inventory? inventory, DateTimeOffset now, UpdateOptions options)
    {
        if (request.Created is not null && !options.AllowCreated)
        {
            throw new InvalidUpdateException(NotAllowed);
        }

        if (request.Created > now + Tolerance)
        {
            throw new InvalidUpdateException(DescribeFuture(now));
        }

        if (!Holds(request, inventory))
        {
            throw new InvalidUpdateException(Describe(request, inventory));
        }
    }
}
