using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;

namespace OcflFunctions.Local.Timers;

[JsonSerializable(typeof(Dictionary<string, ScheduleStatus>))]
internal sealed partial class TimerJson : JsonSerializerContext;
