#include "interruption.h"

#include <cstdint>
#include <cstring>
#include <mutex>

#include "failure.h"
#include "owned.h"
#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"

namespace adversarium::interruption {
namespace {

static_assert(sizeof(const Flag *) == sizeof(int64_t));

void compute(void *, TF_OpKernelContext *context) {
  Status status;
  TF_Tensor *input = nullptr;
  TF_GetInput(context, 0, &input, status);
  const Tensor owned(input, TF_DeleteTensor);
  if (TF_GetCode(status) == TF_OK) {
    const Flag *flag = nullptr;
    std::memcpy(&flag, TF_TensorData(input), sizeof(flag));
    if (flag->load(std::memory_order_relaxed)) TF_SetStatus(status, TF_CANCELLED, "interrupted");
  }
  if (TF_GetCode(status) != TF_OK) TF_OpKernelContext_Failure(context, status);
}

}  // namespace

void registerOperation() {
  static std::once_flag once;
  std::call_once(once, [] {
    Status status;
    TF_OpDefinitionBuilder *definition = TF_NewOpDefinitionBuilder(kOperation);
    TF_OpDefinitionBuilderAddInput(definition, "call: int64");
    // Equal ones must not be merged.
    TF_OpDefinitionBuilderSetIsStateful(definition, true);
    TF_OpDefinitionBuilderSetShapeInferenceFunction(definition, [](TF_ShapeInferenceContext *, TF_Status *) {});
    TF_RegisterOpDefinition(definition, status);
    status.check(kOperation);
    TF_KernelBuilder *kernel = TF_NewKernelBuilder(kOperation, "CPU", nullptr, compute, nullptr);
    TF_RegisterKernelBuilder(kOperation, kernel, status);
    status.check(kOperation);
  });
}

TFE_TensorHandle *inputFor(const Flag &flag) {
  const Flag *address = &flag;
  const Tensor tensor(TF_AllocateTensor(kInputType, nullptr, 0, sizeof(address)), TF_DeleteTensor);
  std::memcpy(TF_TensorData(tensor.get()), &address, sizeof(address));
  Status status;
  TFE_TensorHandle *handle = TFE_NewTensorHandle(tensor.get(), status);
  status.check("a call");
  return handle;
}

}  // namespace adversarium::interruption
