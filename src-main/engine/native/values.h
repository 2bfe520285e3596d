#ifndef ADVERSARIUM_VALUES_H_
#define ADVERSARIUM_VALUES_H_

#include <node_api.h>

#include <cstdint>
#include <string>
#include <vector>

// JavaScript values to C++ and back. What does not fit throws Failure.
namespace adversarium::values {

struct Bytes {
  napi_typedarray_type type;
  const void *data;
  size_t size;
};

double number(napi_env env, napi_value value);
int64_t integer(napi_env env, napi_value value);
bool boolean(napi_env env, napi_value value);
std::string text(napi_env env, napi_value value);
bool isArray(napi_env env, napi_value value);
// Null or undefined.
bool isNull(napi_env env, napi_value value);
// Contents of a typed array, not copied: valid for as long as the array lives.
Bytes bytes(napi_env env, napi_value typedArray);
// The tensor ids in an Int32Array.
std::vector<int32_t> ids(napi_env env, napi_value typedArray);
std::vector<napi_value> elements(napi_env env, napi_value array);
std::vector<int64_t> integers(napi_env env, napi_value array);
napi_value property(napi_env env, napi_value object, const char *name);
void *external(napi_env env, napi_value value);

napi_value make(napi_env env, double number);
napi_value make(napi_env env, const std::string &text);
napi_value make(napi_env env, const std::vector<napi_value> &elements);
napi_value makeBytes(napi_env env, const void *data, size_t size);
// A typed array of this type with a copy of the bytes.
napi_value makeTyped(napi_env env, napi_typedarray_type type, const void *data, size_t size);
napi_value makeIntegers(napi_env env, const std::vector<int32_t> &numbers);
void setProperty(napi_env env, napi_value object, const char *name, napi_value value);

}  // namespace adversarium::values

#endif  // ADVERSARIUM_VALUES_H_
