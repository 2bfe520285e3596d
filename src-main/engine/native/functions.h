#ifndef ADVERSARIUM_FUNCTIONS_H_
#define ADVERSARIUM_FUNCTIONS_H_

#include <node_api.h>

namespace adversarium {

// A graph as a function of TensorFlow's, run in one call.

// (graph, name, inputs, outputs) → number of nodes. Registers the function under a name that must be new.
napi_value functionAdd(napi_env env, const napi_value *arguments);
// (name)
napi_value functionRemove(napi_env env, const napi_value *arguments);
// (name, ids of tensors as Int32Array, number of outputs, { config, device, isInterruptible }) → ids of new tensors,
// Int32Array. `config`: a serialized ConfigProto as Uint8Array, with which Grappler rewrites the graph, or null;
// `device`: a name like "CPU:0", or null; `isInterruptible`: whether its graph looks for interruptions.
napi_value functionCall(napi_env env, const napi_value *arguments);
// As `functionCall`, on a thread of its own → { call, finished }: `finished` is a promise of { ids, milliseconds }.
napi_value functionStart(napi_env env, const napi_value *arguments);
// (call). It then rejects with an error whose code is "interrupted", unless it was done before.
napi_value functionInterrupt(napi_env env, const napi_value *arguments);

}  // namespace adversarium

#endif  // ADVERSARIUM_FUNCTIONS_H_
