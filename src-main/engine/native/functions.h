#ifndef ADVERSARIUM_FUNCTIONS_H_
#define ADVERSARIUM_FUNCTIONS_H_

#include <node_api.h>

namespace adversarium {

// A graph as a function of TensorFlow's, run in one call.

// (graph, name, inputs, outputs) → number of nodes. Registers the function under a name that must be new.
napi_value functionAdd(napi_env env, const napi_value *arguments);
// (name)
napi_value functionRemove(napi_env env, const napi_value *arguments);
// (name, ids of tensors as Int32Array, number of outputs, whether Grappler rewrites its graph) → ids of new tensors,
// Int32Array
napi_value functionCall(napi_env env, const napi_value *arguments);

}  // namespace adversarium

#endif  // ADVERSARIUM_FUNCTIONS_H_
