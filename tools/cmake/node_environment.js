// Put before the wasm tests' glue: Emscripten's programs see no environment by themselves, and the tests are
// to see under node what they see natively.
Module["preRun"] = [() => Object.assign(ENV, process.env)];
