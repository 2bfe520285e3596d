#include "functions.h"

#include <memory>
#include <string>
#include <vector>

#include "failure.h"
#include "graph.h"
#include "stock.h"
#include "values.h"

namespace adversarium {

napi_value functionAdd(napi_env env, const napi_value *arguments) {
  const Graph &graph = graphOf(env, arguments[0]);
  const std::string name = values::text(env, arguments[1]);
  const std::vector<TF_Output> inputs = graph.outputs(values::integers(env, arguments[2]));
  const std::vector<TF_Output> outputs = graph.outputs(values::integers(env, arguments[3]));
  // Operations with side effects must run even where no output needs them.
  const auto &controls = graph.stateful();

  Status status;
  TF_Function *function = TF_GraphToFunctionWithControlOutputs(
      graph.get(), name.c_str(), /*append_hash_to_fn_name=*/0, /*num_opers=*/-1, /*opers=*/nullptr,
      static_cast<int>(inputs.size()), inputs.data(), static_cast<int>(outputs.size()), outputs.data(),
      /*output_names=*/nullptr, static_cast<int>(controls.size()), controls.data(),
      /*control_output_names=*/nullptr, /*opts=*/nullptr, /*description=*/nullptr, status);
  status.check(name);
  TFE_ContextAddFunction(stock::context(env), function, status);
  TF_DeleteFunction(function);
  status.check(name);
  return values::make(env, graph.nodes());
}

napi_value functionRemove(napi_env env, const napi_value *arguments) {
  const std::string name = values::text(env, arguments[0]);
  Status status;
  TFE_ContextRemoveFunction(stock::context(env), name.c_str(), status);
  status.check(name);
  return nullptr;
}

napi_value functionCall(napi_env env, const napi_value *arguments) {
  const std::string name = values::text(env, arguments[0]);
  const values::Bytes ids = values::bytes(env, arguments[1]);
  int count = static_cast<int>(values::integer(env, arguments[2]));
  const bool isOptimized = values::boolean(env, arguments[3]);

  Status status;
  const std::unique_ptr<TFE_Op, decltype(&TFE_DeleteOp)> call(
      TFE_NewOp(stock::context(env), name.c_str(), status), TFE_DeleteOp);
  status.check(name);
  for (size_t i = 0; i < ids.size / sizeof(int32_t); ++i) {
    TFE_TensorHandle *tensor = stock::tensor(env, static_cast<const int32_t *>(ids.data)[i]);
    if (tensor == nullptr) throw Failure(name + ": an input is no tensor, or was disposed");
    TFE_OpAddInput(call.get(), tensor, status);
    status.check(name);
  }
  // TensorFlow optimizes the graph of a called function only where the call carries a configuration, also an empty one.
  if (isOptimized) TFE_OpSetAttrString(call.get(), "config_proto", "", 0);
  std::vector<TFE_TensorHandle *> outputs(static_cast<size_t>(count), nullptr);
  TFE_Execute(call.get(), outputs.data(), &count, status);
  status.check(name);

  std::vector<int32_t> result;
  for (TFE_TensorHandle *output : outputs) result.push_back(stock::add(env, output));
  return values::makeIntegers(env, result);
}

}  // namespace adversarium
