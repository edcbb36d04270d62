namespace OcflFunctions.Stages;

/// <summary>A part of a file that arrives.</summary>
/// <param name="Offset">Where in the file it starts.</param>
/// <param name="Length">How many bytes were announced; null if none were.</param>
/// <param name="Checksum">The checksum that it must have; null for none.</param>
/// <param name="OpenBody">Opens its bytes, which are counted in the room that is reserved for them; null for no room.</param>
internal sealed record UploadPart(long Offset, long? Length, PartChecksum? Checksum, Func<RoomReservation?, Stream> OpenBody);
