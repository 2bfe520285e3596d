#ifndef ADVERSARIUM_INTERRUPTION_H_
#define ADVERSARIUM_INTERRUPTION_H_

#include <atomic>

#include "tensorflow/c/c_api.h"
#include "tensorflow/c/eager/c_api.h"

// TensorFlow looks at a cancellation before a function begins, and then no more: its executor starts every operation
// that is ready. So functions for the processor carry operations of our own, which end the function where its call was
// interrupted; all others wait for one of them.
namespace adversarium::interruption {

using Flag = std::atomic<bool>;

// (call: int64 scalar): fails where the flag that the value addresses is set.
constexpr const char *kOperation = "AdversariumProceed";
constexpr TF_DataType kInputType = TF_INT64;

// Makes the operation known to TensorFlow, once a process.
void registerOperation();

// The input for a call that looks at this flag, which must outlive it. The caller deletes it.
TFE_TensorHandle *inputFor(const Flag &flag);

}  // namespace adversarium::interruption

#endif  // ADVERSARIUM_INTERRUPTION_H_
