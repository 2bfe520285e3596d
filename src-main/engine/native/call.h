#ifndef ADVERSARIUM_CALL_H_
#define ADVERSARIUM_CALL_H_

#include <memory>
#include <string>
#include <vector>

#include "interruption.h"
#include "tensorflow/c/eager/c_api.h"
#include "tensorflow/c/eager/c_api_experimental.h"

namespace adversarium {

// One call of a registered function. Made and ended on the JavaScript thread; computes on any. It holds its inputs, so
// that they may be disposed while it computes.
class Call {
 public:
  struct Options {
    // Serialized ConfigProto. TensorFlow optimizes the graph of a called function only where the call carries one,
    // also an empty one.
    bool has_config;
    std::string config;
    // Empty: where TensorFlow puts it.
    std::string device;
    // Whether the function's graph looks for interruptions.
    bool is_interruptible;
  };

  Call(TFE_Context *context, const std::string &name, const std::vector<TFE_TensorHandle *> &inputs, size_t outputs,
       const Options &options);
  ~Call();
  Call(const Call &) = delete;
  Call &operator=(const Call &) = delete;

  void execute();
  // From any thread, once.
  void interrupt();

  bool isInterrupted() const { return is_interrupted_; }
  // Throws what TensorFlow said, or hands over the outputs.
  std::vector<TFE_TensorHandle *> takeOutputs();
  double milliseconds() const { return milliseconds_; }

 private:
  using Operation = std::unique_ptr<TFE_Op, decltype(&TFE_DeleteOp)>;
  using Cancellation = std::unique_ptr<TFE_CancellationManager, decltype(&TFE_DeleteCancellationManager)>;
  using CallStatus = std::unique_ptr<TF_Status, decltype(&TF_DeleteStatus)>;

  const std::string name_;
  CallStatus status_;
  Cancellation cancellation_;
  Operation operation_;
  std::vector<TFE_TensorHandle *> outputs_;
  double milliseconds_ = 0;
  interruption::Flag is_interrupted_{false};
};

}  // namespace adversarium

#endif  // ADVERSARIUM_CALL_H_
