#ifndef ADVERSARIUM_TENSORS_H_
#define ADVERSARIUM_TENSORS_H_

#include <node_api.h>

namespace adversarium {

// Tensors by id, many at once: what tfjs-node's binding does for one at a time.

// (ids as Int32Array) → ids of as many new tensors that share the memory of the given ones, Int32Array
napi_value tensorsShare(napi_env env, const napi_value *arguments);
// (ids as Int32Array)
napi_value tensorsRelease(napi_env env, const napi_value *arguments);

// (dtype, shape, typed array) → id of a new tensor with a copy of the array, whose elements must be as wide as the
// type's. Half and bfloat16 are the bits of a Uint16Array.
napi_value tensorCreate(napi_env env, const napi_value *arguments);
// (id) → its values, in the kind of typed array that fits its type; half and bfloat16 as the bits of a Uint16Array.
napi_value tensorRead(napi_env env, const napi_value *arguments);
// () → { tensors, bytes }: all tensors that JavaScript holds. Memory that several share counts for each.
napi_value tensorsInUse(napi_env env, const napi_value *arguments);

}  // namespace adversarium

#endif  // ADVERSARIUM_TENSORS_H_
