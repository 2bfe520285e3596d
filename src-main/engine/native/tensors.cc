#include "tensors.h"

#include <cstring>
#include <string>
#include <vector>

#include "failure.h"
#include "owned.h"
#include "stock.h"
#include "values.h"

namespace adversarium {
namespace {

// What holds the values of a type in JavaScript.
napi_typedarray_type arrayOf(TF_DataType type) {
  switch (type) {
    case TF_FLOAT:
    case TF_COMPLEX64:
      return napi_float32_array;
    case TF_DOUBLE:
    case TF_COMPLEX128:
      return napi_float64_array;
    case TF_BOOL:
    case TF_UINT8:
      return napi_uint8_array;
    case TF_INT8:
      return napi_int8_array;
    case TF_INT16:
      return napi_int16_array;
    case TF_UINT16:
    case TF_HALF:
    case TF_BFLOAT16:
      return napi_uint16_array;
    case TF_INT32:
      return napi_int32_array;
    case TF_UINT32:
      return napi_uint32_array;
    case TF_INT64:
      return napi_bigint64_array;
    case TF_UINT64:
      return napi_biguint64_array;
    default:
      throw Failure("values of TensorFlow's type " + std::to_string(type) + " do not cross to JavaScript");
  }
}

}  // namespace

napi_value tensorCreate(napi_env env, const napi_value *arguments) {
  const auto type = static_cast<TF_DataType>(values::integer(env, arguments[0]));
  const std::vector<int64_t> shape = values::integers(env, arguments[1]);
  const values::Bytes bytes = values::bytes(env, arguments[2]);
  if (bytes.type != arrayOf(type)) throw Failure("the array is of another type than the tensor");
  size_t size = TF_DataTypeSize(type);
  for (int64_t dimension : shape) size *= static_cast<size_t>(dimension);
  if (size != bytes.size) throw Failure("the array does not fill the shape");

  const Tensor tensor(TF_AllocateTensor(type, shape.data(), static_cast<int>(shape.size()), size), TF_DeleteTensor);
  if (size > 0) std::memcpy(TF_TensorData(tensor.get()), bytes.data, size);
  Status status;
  TFE_TensorHandle *handle = TFE_NewTensorHandle(tensor.get(), status);
  status.check("a tensor");
  // On a card, kernels want int32 on the host.
  if (type != TF_INT32) {
    TFE_TensorHandle *placed =
        TFE_TensorHandleCopyToDevice(handle, stock::context(env), stock::device(env).c_str(), status);
    TFE_DeleteTensorHandle(handle);
    status.check("a tensor");
    handle = placed;
  }
  return values::make(env, static_cast<double>(stock::add(env, handle)));
}

napi_value tensorRead(napi_env env, const napi_value *arguments) {
  TFE_TensorHandle *handle = stock::tensorOf(env, static_cast<int32_t>(values::integer(env, arguments[0])));
  const napi_typedarray_type type = arrayOf(TFE_TensorHandleDataType(handle));
  Status status;
  const Tensor tensor(TFE_TensorHandleResolve(handle, status), TF_DeleteTensor);
  status.check("a tensor");
  return values::makeTyped(env, type, TF_TensorData(tensor.get()), TF_TensorByteSize(tensor.get()));
}

napi_value tensorsInUse(napi_env env, const napi_value *) {
  const std::vector<TFE_TensorHandle *> tensors = stock::tensors(env);
  double bytes = 0;
  Status status;
  for (TFE_TensorHandle *tensor : tensors) {
    const auto elements = static_cast<double>(TFE_TensorHandleNumElements(tensor, status));
    bytes += elements * static_cast<double>(TF_DataTypeSize(TFE_TensorHandleDataType(tensor)));
  }
  napi_value result;
  napi_create_object(env, &result);
  values::setProperty(env, result, "tensors", values::make(env, static_cast<double>(tensors.size())));
  values::setProperty(env, result, "bytes", values::make(env, bytes));
  return result;
}

napi_value tensorsShare(napi_env env, const napi_value *arguments) {
  Status status;
  std::vector<TFE_TensorHandle *> tensors;
  for (int32_t id : values::ids(env, arguments[0])) tensors.push_back(stock::tensorOf(env, id));
  std::vector<int32_t> result;
  for (TFE_TensorHandle *tensor : tensors) {
    TFE_TensorHandle *shared = TFE_TensorHandleCopySharingTensor(tensor, status);
    status.check("a tensor");
    result.push_back(stock::add(env, shared));
  }
  return values::makeIntegers(env, result);
}

napi_value tensorsRelease(napi_env env, const napi_value *arguments) {
  const std::vector<int32_t> ids = values::ids(env, arguments[0]);
  for (int32_t id : ids) stock::tensorOf(env, id);
  for (int32_t id : ids) stock::remove(env, id);
  return nullptr;
}

}  // namespace adversarium
