#ifndef ADVERSARIUM_ATTRIBUTES_H_
#define ADVERSARIUM_ATTRIBUTES_H_

#include <node_api.h>

#include <functional>
#include <vector>

#include "tensorflow/c/c_api.h"

namespace adversarium {

// Sets one attribute of a node under construction.
using Attribute = std::function<void(TF_OperationDescription *)>;

// Reads attributes in tfjs-node's format, `{ name, type: TF_ATTR_*, value }`; a value that is an array makes a list.
std::vector<Attribute> readAttributes(napi_env env, napi_value array);

}  // namespace adversarium

#endif  // ADVERSARIUM_ATTRIBUTES_H_
