#ifndef ADVERSARIUM_TENSORS_H_
#define ADVERSARIUM_TENSORS_H_

#include <node_api.h>

namespace adversarium {

// Tensors by id, many at once: what tfjs-node's binding does for one at a time.

// (ids as Int32Array) → ids of as many new tensors that share the memory of the given ones, Int32Array
napi_value tensorsShare(napi_env env, const napi_value *arguments);
// (ids as Int32Array)
napi_value tensorsRelease(napi_env env, const napi_value *arguments);

}  // namespace adversarium

#endif  // ADVERSARIUM_TENSORS_H_
