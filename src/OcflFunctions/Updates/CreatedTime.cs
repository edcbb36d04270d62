using Ocfl.Inventories;
using Ocfl.Staging;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;

namespace OcflFunctions.Updates;

/// <summary>A version's <c>created</c> time that a request gives.</summary>
internal static class CreatedTime
{
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

    /// <summary>Refuses a time that the version cannot have.</summary>
    /// <exception cref="InvalidUpdateException">The settings do not allow one, or the previous version is newer.</exception>
    public static void Require(UpdateRequest request, Inventory? inventory, UpdateOptions options)
    {
        if (request.Created is not null && !options.AllowCreated)
        {
            throw new InvalidUpdateException(NotAllowed);
        }

        if (!Holds(request, inventory))
        {
            throw new InvalidUpdateException(Describe(request, inventory));
        }
    }
}
