using Microsoft.AspNetCore.Http;
using OcflFunctions.Contracts;

namespace OcflFunctions.Http;

/// <summary>Makes links, with the prefix that the host has given the request's own route.</summary>
internal static class Links
{
    /// <summary>The links of an update.</summary>
    public static UpdateLinks OfUpdate(HttpRequest request, string updateId)
    {
        string self = Answers.PathOf(request, "/updates", updateId);
        return new UpdateLinks(self, self + "/suspend", self + "/resume", self + "/cancel", self + "/retry");
    }

    /// <summary>The links of a validation.</summary>
    public static ValidationLinks OfValidation(HttpRequest request, string validationId)
    {
        string self = Answers.PathOf(request, "/validations", validationId);
        return new ValidationLinks(self, self + "/findings");
    }
}
