#include "numerics.h"

#include "values.h"

// Exported by libtensorflow_framework. Their headers (xla/tsl/util/determinism.h, tsl/platform/tensor_float_32_utils.h)
// declare nothing else, and are not among those that every TensorFlow folder holds.
namespace tsl {
void EnableOpDeterminism(bool enabled);
void enable_tensor_float_32_execution(bool enabled);
}  // namespace tsl

namespace adversarium {

napi_value setDeterminism(napi_env env, const napi_value *arguments) {
  tsl::EnableOpDeterminism(values::boolean(env, arguments[0]));
  return nullptr;
}

napi_value allowTensorFloat32(napi_env env, const napi_value *arguments) {
  tsl::enable_tensor_float_32_execution(values::boolean(env, arguments[0]));
  return nullptr;
}

}  // namespace adversarium
