#ifndef ADVERSARIUM_STOCK_H_
#define ADVERSARIUM_STOCK_H_

#include <node_api.h>

#include <cstdint>
#include <string>
#include <vector>

#include "tensorflow/c/eager/c_api.h"

// tfjs-node's own binding, of which we use the context and the table of tensors: what it makes and what we make can be
// mixed freely.
namespace adversarium::stock {

// Adds the package's functions and constants to `exports` and creates its backend.
napi_value init(napi_env env, napi_value exports);

TFE_Context *context(napi_env env);

// The tensor with this id; throws where there is none.
TFE_TensorHandle *tensorOf(napi_env env, int32_t id);

// All that there are.
std::vector<TFE_TensorHandle *> tensors(napi_env env);

// The full name of the device that new tensors lie on.
const std::string &device(napi_env env);

// Deletes the tensor with this id; whether there was one.
bool remove(napi_env env, int32_t id);

// Takes the tensor over and returns its new id.
int32_t add(napi_env env, TFE_TensorHandle *handle);

}  // namespace adversarium::stock

#endif  // ADVERSARIUM_STOCK_H_
