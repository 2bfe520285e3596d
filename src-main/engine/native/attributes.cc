#include "attributes.h"

#include <string>

#include "failure.h"
#include "values.h"

namespace adversarium {
namespace {

template <typename T, typename Read>
std::vector<T> list(napi_env env, napi_value array, Read read) {
  std::vector<T> result;
  for (napi_value element : values::elements(env, array)) result.push_back(static_cast<T>(read(env, element)));
  return result;
}

Attribute readList(napi_env env, const std::string &name, int64_t type, napi_value value) {
  const auto count = [](const auto &of) { return static_cast<int>(of.size()); };
  switch (type) {
    case TF_ATTR_INT:
      return [name, count, of = values::integers(env, value)](TF_OperationDescription *description) {
        TF_SetAttrIntList(description, name.c_str(), of.data(), count(of));
      };
    case TF_ATTR_FLOAT:
      return [name, count, of = list<float>(env, value, values::number)](TF_OperationDescription *description) {
        TF_SetAttrFloatList(description, name.c_str(), of.data(), count(of));
      };
    case TF_ATTR_BOOL:
      return [name, count, of = list<unsigned char>(env, value, values::boolean)](TF_OperationDescription *description) {
        TF_SetAttrBoolList(description, name.c_str(), of.data(), count(of));
      };
    case TF_ATTR_TYPE:
      return [name, count, of = list<TF_DataType>(env, value, values::integer)](TF_OperationDescription *description) {
        TF_SetAttrTypeList(description, name.c_str(), of.data(), count(of));
      };
    case TF_ATTR_SHAPE:
      return [name, count, of = values::integers(env, value)](TF_OperationDescription *description) {
        TF_SetAttrShape(description, name.c_str(), of.data(), count(of));
      };
    default:
      throw Failure("the attribute \"" + name + "\" is a list of a type that is not supported");
  }
}

Attribute readSingle(napi_env env, const std::string &name, int64_t type, napi_value value) {
  switch (type) {
    case TF_ATTR_STRING:
      return [name, of = values::text(env, value)](TF_OperationDescription *description) {
        TF_SetAttrString(description, name.c_str(), of.data(), of.size());
      };
    case TF_ATTR_INT:
      return [name, of = values::integer(env, value)](TF_OperationDescription *description) {
        TF_SetAttrInt(description, name.c_str(), of);
      };
    case TF_ATTR_FLOAT:
      return [name, of = static_cast<float>(values::number(env, value))](TF_OperationDescription *description) {
        TF_SetAttrFloat(description, name.c_str(), of);
      };
    case TF_ATTR_BOOL:
      return [name, of = values::boolean(env, value)](TF_OperationDescription *description) {
        TF_SetAttrBool(description, name.c_str(), of);
      };
    case TF_ATTR_TYPE:
      return [name, of = static_cast<TF_DataType>(values::integer(env, value))](TF_OperationDescription *description) {
        TF_SetAttrType(description, name.c_str(), of);
      };
    default:
      throw Failure("the attribute \"" + name + "\" has a type that is not supported");
  }
}

}  // namespace

std::vector<Attribute> readAttributes(napi_env env, napi_value array) {
  std::vector<Attribute> result;
  for (napi_value attribute : values::elements(env, array)) {
    const std::string name = values::text(env, values::property(env, attribute, "name"));
    const int64_t type = values::integer(env, values::property(env, attribute, "type"));
    const napi_value value = values::property(env, attribute, "value");
    const auto read = values::isArray(env, value) ? readList : readSingle;
    result.push_back(read(env, name, type, value));
  }
  return result;
}

}  // namespace adversarium
