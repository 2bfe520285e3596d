#ifndef ADVERSARIUM_DEVICES_H_
#define ADVERSARIUM_DEVICES_H_

#include <node_api.h>

namespace adversarium {

// () → [{ name, type, memoryBytes }]: the devices that TensorFlow really opened, e.g. "CPU:0", "CPU". `memoryBytes` is
// the limit of the device's allocator: on a card what TensorFlow may take of it.
napi_value devices(napi_env env, const napi_value *arguments);
// (whether an operation without a kernel on its device runs on the processor; else it fails)
napi_value placeSoftly(napi_env env, const napi_value *arguments);

}  // namespace adversarium

#endif  // ADVERSARIUM_DEVICES_H_
