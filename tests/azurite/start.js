// Starts Azurite and stops it when the process that started it goes away, however it does: then the pipe to standard input closes.
process.stdin.on("end", () => process.exit(0));
process.stdin.on("error", () => process.exit(0));
process.stdin.resume();

require("azurite/dist/src/azurite.js");
