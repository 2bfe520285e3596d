#include "call.h"

#include <chrono>

#include "failure.h"

namespace adversarium {

Call::Call(TFE_Context *context, const std::string &name, const std::vector<TFE_TensorHandle *> &inputs,
           size_t outputs, const Options &options)
    : name_(name),
      status_(TF_NewStatus(), TF_DeleteStatus),
      cancellation_(TFE_NewCancellationManager(), TFE_DeleteCancellationManager),
      operation_(nullptr, TFE_DeleteOp),
      outputs_(outputs, nullptr) {
  Status status;
  operation_.reset(TFE_NewOp(context, name.c_str(), status));
  status.check(name);
  if (!options.device.empty()) {
    TFE_OpSetDevice(operation_.get(), options.device.c_str(), status);
    status.check(name);
  }
  for (TFE_TensorHandle *input : inputs) {
    TFE_OpAddInput(operation_.get(), input, status);
    status.check(name);
  }
  if (options.is_interruptible) {
    const std::unique_ptr<TFE_TensorHandle, decltype(&TFE_DeleteTensorHandle)> flag(
        interruption::inputFor(is_interrupted_), TFE_DeleteTensorHandle);
    TFE_OpAddInput(operation_.get(), flag.get(), status);
    status.check(name);
  }
  if (options.has_config) {
    TFE_OpSetAttrString(operation_.get(), "config_proto", options.config.data(), options.config.size());
  }
  TFE_OpSetCancellationManager(operation_.get(), cancellation_.get(), status);
  status.check(name);
}

Call::~Call() {
  for (TFE_TensorHandle *output : outputs_) {
    if (output != nullptr) TFE_DeleteTensorHandle(output);
  }
}

void Call::execute() {
  const auto start = std::chrono::steady_clock::now();
  int count = static_cast<int>(outputs_.size());
  TFE_Execute(operation_.get(), outputs_.data(), &count, status_.get());
  milliseconds_ = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

void Call::interrupt() {
  is_interrupted_ = true;
  TFE_CancellationManagerStartCancel(cancellation_.get());
}

std::vector<TFE_TensorHandle *> Call::takeOutputs() {
  if (TF_GetCode(status_.get()) != TF_OK) throw Failure(name_ + ": " + TF_Message(status_.get()));
  std::vector<TFE_TensorHandle *> taken;
  taken.swap(outputs_);
  return taken;
}

}  // namespace adversarium
