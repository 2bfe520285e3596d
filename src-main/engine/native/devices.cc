#include "devices.h"

#include <memory>
#include <string>
#include <vector>

#include "failure.h"
#include "stock.h"
#include "tensorflow/c/eager/c_api.h"
#include "tensorflow/c/eager/c_api_experimental.h"
#include "values.h"

namespace adversarium {

napi_value devices(napi_env env, const napi_value *) {
  Status status;
  const std::unique_ptr<TF_DeviceList, decltype(&TF_DeleteDeviceList)> list(
      TFE_ContextListDevices(stock::context(env), status), TF_DeleteDeviceList);
  status.check("devices");
  std::vector<napi_value> result;
  for (int i = 0; i < TF_DeviceListCount(list.get()); ++i) {
    // "/job:localhost/replica:0/task:0/device:CPU:0"
    const std::string name = TF_DeviceListName(list.get(), i, status);
    const std::string type = TF_DeviceListType(list.get(), i, status);
    const auto bytes = static_cast<double>(TF_DeviceListMemoryBytes(list.get(), i, status));
    status.check("devices");
    napi_value device;
    napi_create_object(env, &device);
    values::setProperty(env, device, "name", values::make(env, name.substr(name.find("device:") + 7)));
    values::setProperty(env, device, "type", values::make(env, type));
    values::setProperty(env, device, "memoryBytes", values::make(env, bytes));
    result.push_back(device);
  }
  return values::make(env, result);
}

napi_value placeSoftly(napi_env env, const napi_value *arguments) {
  Status status;
  TFE_ContextSetSoftDevicePlacement(stock::context(env), values::boolean(env, arguments[0]) ? 1 : 0, status);
  status.check("device placement");
  return nullptr;
}

}  // namespace adversarium
