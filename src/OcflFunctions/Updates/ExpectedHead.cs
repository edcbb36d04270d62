using System.Text.Json;
using Ocfl.Inventories;
using Ocfl.Updates;
using OcflFunctions.Contracts;
using OcflFunctions.Http;

namespace OcflFunctions.Updates;

/// <summary>The version that a caller expects an object to have.</summary>
internal static class ExpectedHead
{
    private static readonly string Field = RequestFields.NameOf(nameof(UpdateRequest.ExpectedHead));

    /// <summary>Reads the field of a request.</summary>
    public static string? Read(RequestFields fields, Dictionary<string, JsonElement> members)
    {
        string? head = fields.Optional(members, "", Field, RequestFields.MostIdBytes);
        if (head is not null and not UpdateRequest.NoHead && !VersionNumber.TryParse(head, out _))
        {
            fields.Refuse(
                ProblemKind.InvalidVersion,
                Field,
                $"'{head}' is not a version number such as v1 or v0001, and not {UpdateRequest.NoHead} for an object that must not exist.");
        }

        return head;
    }

    /// <summary>Whether the object has the expected version, or none is expected.</summary>
    /// <param name="request">The request.</param>
    /// <param name="inventory">The object's inventory; null if there is no object.</param>
    public static bool Holds(UpdateRequest request, Inventory? inventory) =>
        request.ExpectedHead is null || request.ExpectedHead == NameOf(inventory);

    /// <summary>Refuses an object that does not have the expected version.</summary>
    /// <exception cref="ObjectConflictException">It has another version.</exception>
    public static void Require(UpdateRequest request, Inventory? inventory)
    {
        if (!Holds(request, inventory))
        {
            throw new ObjectConflictException(Describe(request, inventory));
        }
    }

    /// <summary>What is expected, and what the object has.</summary>
    public static string Describe(UpdateRequest request, Inventory? inventory) => inventory is null
        ? $"The object '{request.ObjectId}' was expected to have {request.ExpectedHead}; it does not exist."
        : $"The object '{request.ObjectId}' was expected {Expectation(request)}; it has {inventory.Head}.";

    /// <summary>What is wrong if there is no object, and no source to create it from.</summary>
    public static string DescribeMissing(UpdateRequest request) =>
        $"There is no object '{request.ObjectId}' to change, and no source to create it from.";

    private static string Expectation(UpdateRequest request) =>
        request.ExpectedHead == UpdateRequest.NoHead ? "not to exist" : $"to have {request.ExpectedHead}";

    private static string NameOf(Inventory? inventory) => inventory?.Head.ToString() ?? UpdateRequest.NoHead;
}
