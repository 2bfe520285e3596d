#include "devices.h"

#include <memory>
#include <vector>

#include "failure.h"
#include "stock.h"
#include "tensorflow/c/eager/c_api_experimental.h"
#include "values.h"

namespace adversarium {
namespace {

struct Device {
  // "/job:localhost/replica:0/task:0/device:CPU:0"
  std::string name;
  std::string type;
  double bytes;

  // "CPU:0"
  std::string brief() const { return name.substr(name.find("device:") + 7); }
};

std::vector<Device> listDevices(TFE_Context *context) {
  Status status;
  const std::unique_ptr<TF_DeviceList, decltype(&TF_DeleteDeviceList)> list(TFE_ContextListDevices(context, status),
                                                                            TF_DeleteDeviceList);
  status.check("devices");
  std::vector<Device> result;
  for (int i = 0; i < TF_DeviceListCount(list.get()); ++i) {
    result.push_back({TF_DeviceListName(list.get(), i, status), TF_DeviceListType(list.get(), i, status),
                      static_cast<double>(TF_DeviceListMemoryBytes(list.get(), i, status))});
    status.check("devices");
  }
  return result;
}

}  // namespace

napi_value devices(napi_env env, const napi_value *) {
  std::vector<napi_value> result;
  for (const Device &device : listDevices(stock::context(env))) {
    napi_value described;
    napi_create_object(env, &described);
    values::setProperty(env, described, "name", values::make(env, device.brief()));
    values::setProperty(env, described, "type", values::make(env, device.type));
    values::setProperty(env, described, "memoryBytes", values::make(env, device.bytes));
    result.push_back(described);
  }
  return values::make(env, result);
}

napi_value placeSoftly(napi_env env, const napi_value *arguments) {
  Status status;
  TFE_ContextSetSoftDevicePlacement(stock::context(env), values::boolean(env, arguments[0]) ? 1 : 0, status);
  status.check("device placement");
  return nullptr;
}

std::string deviceNamed(TFE_Context *context, const std::string &name) {
  std::string known;
  for (const Device &device : listDevices(context)) {
    if (device.name == name || device.brief() == name) return device.name;
    known += (known.empty() ? "" : ", ") + device.brief();
  }
  throw Failure("there is no device \"" + name + "\", only " + known);
}

}  // namespace adversarium
