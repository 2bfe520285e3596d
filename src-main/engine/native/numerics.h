#ifndef ADVERSARIUM_NUMERICS_H_
#define ADVERSARIUM_NUMERICS_H_

#include <node_api.h>

namespace adversarium {

// How TensorFlow rounds and orders sums, for the whole process.

// (whether every operation must give the same bits run after run; one that cannot then fails)
napi_value setDeterminism(napi_env env, const napi_value *arguments);
// (whether convolutions and matrix products on a card may round their inputs to TensorFloat-32)
napi_value allowTensorFloat32(napi_env env, const napi_value *arguments);

}  // namespace adversarium

#endif  // ADVERSARIUM_NUMERICS_H_
