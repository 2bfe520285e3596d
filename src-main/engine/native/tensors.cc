#include "tensors.h"

#include <string>
#include <vector>

#include "failure.h"
#include "stock.h"
#include "values.h"

namespace adversarium {
namespace {

std::vector<int32_t> readIds(napi_env env, napi_value typedArray) {
  const values::Bytes bytes = values::bytes(env, typedArray);
  const auto *ids = static_cast<const int32_t *>(bytes.data);
  return {ids, ids + bytes.size / sizeof(int32_t)};
}

TFE_TensorHandle *tensorOf(napi_env env, int32_t id) {
  TFE_TensorHandle *tensor = stock::tensor(env, id);
  if (tensor == nullptr) throw Failure("there is no tensor " + std::to_string(id) + ", or it was disposed");
  return tensor;
}

}  // namespace

napi_value tensorsShare(napi_env env, const napi_value *arguments) {
  Status status;
  std::vector<TFE_TensorHandle *> tensors;
  for (int32_t id : readIds(env, arguments[0])) tensors.push_back(tensorOf(env, id));
  std::vector<int32_t> result;
  for (TFE_TensorHandle *tensor : tensors) {
    TFE_TensorHandle *shared = TFE_TensorHandleCopySharingTensor(tensor, status);
    status.check("a tensor");
    result.push_back(stock::add(env, shared));
  }
  return values::makeIntegers(env, result);
}

napi_value tensorsRelease(napi_env env, const napi_value *arguments) {
  const std::vector<int32_t> ids = readIds(env, arguments[0]);
  for (int32_t id : ids) tensorOf(env, id);
  for (int32_t id : ids) stock::remove(env, id);
  return nullptr;
}

}  // namespace adversarium
