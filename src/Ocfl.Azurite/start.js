// Starts Azurite and stops it when the process that started it goes away, however it does: then the pipe to standard input closes.
const secondsToSave = 8;
let stopping = false;

function stop() {
  if (stopping) {
    return;
  }

  // Azurite's own way to stop saves what it has to save.
  stopping = true;
  setTimeout(() => process.exit(0), secondsToSave * 1000).unref();
  if (!process.emit("SIGTERM")) {
    process.exit(0);
  }
}

process.stdin.on("end", stop);
process.stdin.on("error", stop);
process.stdin.resume();

require("azurite/dist/src/azurite.js");
