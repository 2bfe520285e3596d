#include "stock.h"

// The package's sources, unchanged, but for their module entry, which is in addon.cc, and how they share memory.
#include "shared_memory.h"
#undef NAPI_MODULE
#define NAPI_MODULE(name, init)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include "tfjs_backend.cc"
#include "tfjs_binding.cc"
#pragma GCC diagnostic pop

#include "failure.h"

namespace adversarium::stock {
namespace {

using tfnodejs::TFJSBackend;

// Names a private member of the package's backend: access is not checked in an explicit instantiation
// ([temp.spec.general]/6).
template <typename Tag, typename Tag::Member member>
struct Open {
  friend typename Tag::Member memberOf(Tag) { return member; }
};

struct Context {
  using Member = TFE_Context *TFJSBackend::*;
  friend Member memberOf(Context);
};
struct Tensors {
  using Member = std::unordered_map<int32_t, TFE_TensorHandle *> TFJSBackend::*;
  friend Member memberOf(Tensors);
};
struct DeviceName {
  using Member = std::string TFJSBackend::*;
  friend Member memberOf(DeviceName);
};
struct Insert {
  using Member = int32_t (TFJSBackend::*)(TFE_TensorHandle *);
  friend Member memberOf(Insert);
};

template struct Open<Context, &TFJSBackend::tfe_context_>;
template struct Open<Tensors, &TFJSBackend::tfe_handle_map_>;
template struct Open<DeviceName, &TFJSBackend::device_name>;
template struct Open<Insert, &TFJSBackend::InsertHandle>;

TFJSBackend &backend(napi_env env) {
  void *data = nullptr;
  if (napi_get_instance_data(env, &data) != napi_ok || data == nullptr) throw Failure("TensorFlow was not started");
  return *static_cast<TFJSBackend *>(data);
}

}  // namespace

napi_value init(napi_env env, napi_value exports) { return tfnodejs::InitTFNodeJSBinding(env, exports); }

TFE_Context *context(napi_env env) { return backend(env).*memberOf(Context{}); }

TFE_TensorHandle *tensorOf(napi_env env, int32_t id) {
  const auto &tensors = backend(env).*memberOf(Tensors{});
  const auto found = tensors.find(id);
  if (found == tensors.end()) throw Failure("there is no tensor " + std::to_string(id) + ", or it was disposed");
  return found->second;
}

std::vector<TFE_TensorHandle *> tensors(napi_env env) {
  std::vector<TFE_TensorHandle *> result;
  for (const auto &[id, tensor] : backend(env).*memberOf(Tensors{})) result.push_back(tensor);
  return result;
}

const std::string &device(napi_env env) { return backend(env).*memberOf(DeviceName{}); }

bool remove(napi_env env, int32_t id) {
  auto &tensors = backend(env).*memberOf(Tensors{});
  const auto found = tensors.find(id);
  if (found == tensors.end()) return false;
  TFE_DeleteTensorHandle(found->second);
  tensors.erase(found);
  return true;
}

int32_t add(napi_env env, TFE_TensorHandle *handle) { return (backend(env).*memberOf(Insert{}))(handle); }

}  // namespace adversarium::stock
