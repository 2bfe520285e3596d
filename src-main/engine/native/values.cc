#include "values.h"

#include <cstring>

#include "failure.h"

namespace adversarium::values {
namespace {

void expect(napi_status status, const char *what) {
  if (status != napi_ok) throw Failure(std::string("expected ") + what);
}

size_t width(napi_typedarray_type type) {
  switch (type) {
    case napi_int8_array:
    case napi_uint8_array:
    case napi_uint8_clamped_array:
      return 1;
    case napi_int16_array:
    case napi_uint16_array:
      return 2;
    case napi_float64_array:
    case napi_bigint64_array:
    case napi_biguint64_array:
      return 8;
    default:
      return 4;
  }
}

void *newTypedArray(napi_env env, napi_typedarray_type type, size_t length, napi_value *result) {
  void *data = nullptr;
  napi_value buffer;
  expect(napi_create_arraybuffer(env, length * width(type), &data, &buffer), "memory for a result");
  expect(napi_create_typedarray(env, type, length, buffer, 0, result), "memory for a result");
  return data;
}

}  // namespace

double number(napi_env env, napi_value value) {
  double result = 0;
  expect(napi_get_value_double(env, value, &result), "a number");
  return result;
}

int64_t integer(napi_env env, napi_value value) { return static_cast<int64_t>(number(env, value)); }

bool boolean(napi_env env, napi_value value) {
  bool result = false;
  expect(napi_get_value_bool(env, value, &result), "a boolean");
  return result;
}

std::string text(napi_env env, napi_value value) {
  size_t size = 0;
  expect(napi_get_value_string_utf8(env, value, nullptr, 0, &size), "a string");
  std::string result(size, '\0');
  expect(napi_get_value_string_utf8(env, value, result.data(), size + 1, &size), "a string");
  return result;
}

bool isArray(napi_env env, napi_value value) {
  bool result = false;
  expect(napi_is_array(env, value, &result), "a value");
  return result;
}

bool isNull(napi_env env, napi_value value) {
  napi_valuetype type;
  expect(napi_typeof(env, value, &type), "a value");
  return type == napi_null || type == napi_undefined;
}

Bytes bytes(napi_env env, napi_value typedArray) {
  napi_typedarray_type type;
  size_t length = 0;
  void *data = nullptr;
  expect(napi_get_typedarray_info(env, typedArray, &type, &length, &data, nullptr, nullptr), "a typed array");
  return {type, data, length * width(type)};
}

std::vector<int32_t> ids(napi_env env, napi_value typedArray) {
  const Bytes given = bytes(env, typedArray);
  if (given.type != napi_int32_array) throw Failure("expected tensor ids as an Int32Array");
  const auto *first = static_cast<const int32_t *>(given.data);
  return {first, first + given.size / sizeof(int32_t)};
}

std::vector<napi_value> elements(napi_env env, napi_value array) {
  uint32_t length = 0;
  expect(napi_get_array_length(env, array, &length), "an array");
  std::vector<napi_value> result(length);
  for (uint32_t i = 0; i < length; ++i) expect(napi_get_element(env, array, i, &result[i]), "an element");
  return result;
}

std::vector<int64_t> integers(napi_env env, napi_value array) {
  std::vector<int64_t> result;
  for (napi_value element : elements(env, array)) result.push_back(integer(env, element));
  return result;
}

napi_value property(napi_env env, napi_value object, const char *name) {
  napi_value result;
  expect(napi_get_named_property(env, object, name, &result), name);
  return result;
}

void *external(napi_env env, napi_value value) {
  void *result = nullptr;
  expect(napi_get_value_external(env, value, &result), "a graph");
  return result;
}

napi_value make(napi_env env, double number) {
  napi_value result;
  expect(napi_create_double(env, number, &result), "memory for a number");
  return result;
}

napi_value make(napi_env env, const std::string &text) {
  napi_value result;
  expect(napi_create_string_utf8(env, text.data(), text.size(), &result), "memory for a text");
  return result;
}

napi_value make(napi_env env, const std::vector<napi_value> &elements) {
  napi_value result;
  expect(napi_create_array_with_length(env, elements.size(), &result), "memory for an array");
  for (size_t i = 0; i < elements.size(); ++i) {
    expect(napi_set_element(env, result, static_cast<uint32_t>(i), elements[i]), "an array to write to");
  }
  return result;
}

napi_value makeTyped(napi_env env, napi_typedarray_type type, const void *data, size_t size) {
  napi_value result;
  void *target = newTypedArray(env, type, size / width(type), &result);
  if (size > 0) std::memcpy(target, data, size);
  return result;
}

napi_value makeBytes(napi_env env, const void *data, size_t size) {
  return makeTyped(env, napi_uint8_array, data, size);
}

napi_value makeIntegers(napi_env env, const std::vector<int32_t> &numbers) {
  return makeTyped(env, napi_int32_array, numbers.data(), numbers.size() * sizeof(int32_t));
}

void setProperty(napi_env env, napi_value object, const char *name, napi_value value) {
  expect(napi_set_named_property(env, object, name, value), "an object to write to");
}

}  // namespace adversarium::values
