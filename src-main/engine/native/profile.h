#ifndef ADVERSARIUM_PROFILE_H_
#define ADVERSARIUM_PROFILE_H_

#include <node_api.h>

namespace adversarium {

// (graph, inputs, ids of their tensors as Int32Array, outputs, runs) → serialized RunMetadata of all runs, with the times
// of every node. Runs the graph, which must not look for interruptions, in a session of its own, once before it counts:
// functions keep no such record.
napi_value graphProfile(napi_env env, const napi_value *arguments);

}  // namespace adversarium

#endif  // ADVERSARIUM_PROFILE_H_
