#ifndef ADVERSARIUM_OWNED_H_
#define ADVERSARIUM_OWNED_H_

#include <memory>

#include "tensorflow/c/c_api.h"

namespace adversarium {

// What TensorFlow's C interface makes, deleted with its scope.
using Tensor = std::unique_ptr<TF_Tensor, decltype(&TF_DeleteTensor)>;
using Buffer = std::unique_ptr<TF_Buffer, decltype(&TF_DeleteBuffer)>;

}  // namespace adversarium

#endif  // ADVERSARIUM_OWNED_H_
