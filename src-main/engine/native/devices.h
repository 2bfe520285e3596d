#ifndef ADVERSARIUM_DEVICES_H_
#define ADVERSARIUM_DEVICES_H_

#include <node_api.h>

#include <string>

#include "tensorflow/c/eager/c_api.h"

namespace adversarium {

// () → [{ name, type, memoryBytes }]: the devices that TensorFlow really opened, e.g. "CPU:0", "CPU". `memoryBytes` is
// the limit of the device's allocator: on a card what TensorFlow may take of it.
napi_value devices(napi_env env, const napi_value *arguments);
// (whether an operation without a kernel on its device runs on the processor; else it fails)
napi_value placeSoftly(napi_env env, const napi_value *arguments);

// The full name of the device that is called so, in full or as `devices` tells it; throws where there is none.
std::string deviceNamed(TFE_Context *context, const std::string &name);

}  // namespace adversarium

#endif  // ADVERSARIUM_DEVICES_H_
