#ifndef ADVERSARIUM_FAILURE_H_
#define ADVERSARIUM_FAILURE_H_

#include <stdexcept>
#include <string>

#include "tensorflow/c/c_api.h"

namespace adversarium {

// Becomes a JavaScript error at the edge of the addon.
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// TensorFlow's status for one call after another.
class Status {
 public:
  Status() : status_(TF_NewStatus()) {}
  ~Status() { TF_DeleteStatus(status_); }
  Status(const Status &) = delete;
  Status &operator=(const Status &) = delete;

  operator TF_Status *() { return status_; }

  // Throws what TensorFlow said about `subject`.
  void check(const std::string &subject) const {
    if (TF_GetCode(status_) != TF_OK) throw Failure(subject + ": " + TF_Message(status_));
  }

 private:
  TF_Status *status_;
};

}  // namespace adversarium

#endif  // ADVERSARIUM_FAILURE_H_
