using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace OcflFunctions.Local.Tests.Functions;

public sealed class TimerFunctions(Recorder recorder)
{
    [Function("EverySecond")]
    public void EverySecond([TimerTrigger("* * * * * *")] TimerInfo timer) =>
        recorder.Note("every second", timer.IsPastDue.ToString(CultureInfo.InvariantCulture));

    [Function("FromSetting")]
    public async Task FromSettingAsync(
        [TimerTrigger("%Sample:Schedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        string id = await client.ScheduleNewOrchestrationInstanceAsync("Cities", new Trip([]), cancellation);
        recorder.Note("from setting", $"{id} {timer.ScheduleStatus is null}");
        throw new InvalidOperationException("a timer that fails comes again");
    }

    [Function("AtStart")]
    public void AtStart([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] TimerInfo timer) =>
        recorder.Note("at start", timer.IsPastDue.ToString(CultureInfo.InvariantCulture));

    [Function("Monitored")]
    public void Monitored([TimerTrigger("0 0 0 1 1 *")] TimerInfo timer) =>
        recorder.Note("monitored", timer.IsPastDue.ToString(CultureInfo.InvariantCulture));

    [Function("SwitchedTimer")]
    public void Switched([TimerTrigger("* * * * * *")] TimerInfo timer) =>
        recorder.Note("switched timer", timer.IsPastDue.ToString(CultureInfo.InvariantCulture));
}
