using System.Text.Json;
using OcflFunctions.Contracts;

namespace OcflFunctions.Http;

/// <summary>Reads the body of <c>POST /api/validations</c>: its form, without a look at any storage.</summary>
internal static class ValidationRequestReader
{
    /// <summary>Reads a request.</summary>
    /// <exception cref="ProblemException">Something is wrong with it; the problem names all of it.</exception>
    public static ValidationRequest Read(JsonElement body)
    {
        RequestFields fields = new([]);
        Dictionary<string, JsonElement> members = fields.Members(body, "", "objectId", "content") ?? [];
        string? objectId = members.ContainsKey("objectId") ? fields.Required(members, "", "objectId", RequestFields.MostIdBytes) : null;
        bool content = fields.Flag(members, "", "content") ?? true;
        fields.ThrowIfWrong();
        return new ValidationRequest { ObjectId = objectId, Content = content };
    }
}
