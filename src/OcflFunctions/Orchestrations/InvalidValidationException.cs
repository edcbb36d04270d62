namespace OcflFunctions.Orchestrations;

/// <summary>The input of a validation is none that it can go by. It cannot heal.</summary>
/// <param name="message">What is wrong, for people.</param>
public sealed class InvalidValidationException(string message) : Exception(message);
