// tfjs-node's binding with graphs and functions added: operations run one by one or as one recorded function, on the
// same tensors.
#include <node_api.h>

#include <exception>

#include "crash_trace.h"
#include "devices.h"
#include "functions.h"
#include "graph.h"
#include "numerics.h"
#include "profile.h"
#include "stock.h"
#include "tensors.h"

namespace adversarium {
namespace {

using Function = napi_value (*)(napi_env, const napi_value *);

constexpr size_t kMostArguments = 5;

// Calls `function`, which may count on `count` arguments; what it throws becomes a JavaScript error.
template <Function function, size_t count>
napi_value guarded(napi_env env, napi_callback_info info) {
  static_assert(count <= kMostArguments);
  size_t given = kMostArguments;
  napi_value arguments[kMostArguments];
  napi_get_cb_info(env, info, &given, arguments, nullptr, nullptr);
  if (given < count) {
    napi_throw_type_error(env, nullptr, "too few arguments");
    return nullptr;
  }
  try {
    return function(env, arguments);
  } catch (const std::exception &failure) {
    napi_throw_error(env, nullptr, failure.what());
    return nullptr;
  }
}

void define(napi_env env, napi_value exports, const char *name, napi_callback callback) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
  napi_set_named_property(env, exports, name, function);
}

}  // namespace
}  // namespace adversarium

NAPI_MODULE_INIT() {
  using namespace adversarium;
  crash_trace::install();
  napi_value all = stock::init(env, exports);
  define(env, all, "graphNew", guarded<graphNew, 1>);
  define(env, all, "graphInput", guarded<graphInput, 3>);
  define(env, all, "graphConstant", guarded<graphConstant, 4>);
  define(env, all, "graphOperation", guarded<graphOperation, 5>);
  define(env, all, "graphDefinition", guarded<graphDefinition, 2>);
  define(env, all, "graphProfile", guarded<graphProfile, 5>);
  define(env, all, "functionAdd", guarded<functionAdd, 4>);
  define(env, all, "functionRemove", guarded<functionRemove, 1>);
  define(env, all, "functionCall", guarded<functionCall, 4>);
  define(env, all, "functionStart", guarded<functionStart, 4>);
  define(env, all, "functionInterrupt", guarded<functionInterrupt, 1>);
  define(env, all, "tensorCreate", guarded<tensorCreate, 3>);
  define(env, all, "tensorRead", guarded<tensorRead, 1>);
  define(env, all, "tensorsInUse", guarded<tensorsInUse, 0>);
  define(env, all, "tensorsShare", guarded<tensorsShare, 1>);
  define(env, all, "tensorsRelease", guarded<tensorsRelease, 1>);
  define(env, all, "devices", guarded<devices, 0>);
  define(env, all, "placeSoftly", guarded<placeSoftly, 1>);
  define(env, all, "setDeterminism", guarded<setDeterminism, 1>);
  define(env, all, "allowTensorFloat32", guarded<allowTensorFloat32, 1>);
  return all;
}
