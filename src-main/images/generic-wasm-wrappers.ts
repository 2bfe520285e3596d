import { setFlagsFromString } from 'node:v8'

/**
 * Imported before WebAssembly runs in threads: V8 13.6 compiles the wrapper of a function that was called a thousand
 * times, and frees the one before while another thread may be looking for it, which ends the process
 * (nodejs/node#64500). The generic wrapper does for our calls, which are few and long.
 */
setFlagsFromString('--wasm-wrapper-tiering-budget=1000000000')
