#include "functions.h"

#include <memory>
#include <string>
#include <vector>

#include "call.h"
#include "devices.h"
#include "failure.h"
#include "graph.h"
#include "stock.h"
#include "values.h"

namespace adversarium {

napi_value functionAdd(napi_env env, const napi_value *arguments) {
  const Graph &graph = graphOf(env, arguments[0]);
  const std::string name = values::text(env, arguments[1]);
  std::vector<TF_Output> inputs = graph.outputs(values::integers(env, arguments[2]));
  if (graph.call() != nullptr) inputs.push_back(*graph.call());
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

namespace {

Call::Options readOptions(napi_env env, napi_value options) {
  Call::Options result{};
  const napi_value config = values::property(env, options, "config");
  const napi_value device = values::property(env, options, "device");
  result.is_interruptible = values::boolean(env, values::property(env, options, "isInterruptible"));
  result.has_config = !values::isNull(env, config);
  if (result.has_config) {
    const values::Bytes bytes = values::bytes(env, config);
    result.config.assign(static_cast<const char *>(bytes.data), bytes.size);
  }
  if (!values::isNull(env, device)) result.device = deviceNamed(stock::context(env), values::text(env, device));
  return result;
}

std::shared_ptr<Call> prepare(napi_env env, const napi_value *arguments) {
  const std::string name = values::text(env, arguments[0]);
  std::vector<TFE_TensorHandle *> inputs;
  for (int32_t id : values::ids(env, arguments[1])) inputs.push_back(stock::tensorOf(env, id));
  const auto outputs = static_cast<size_t>(values::integer(env, arguments[2]));
  return std::make_shared<Call>(stock::context(env), name, inputs, outputs, readOptions(env, arguments[3]));
}

napi_value takeResult(napi_env env, Call &call) {
  std::vector<int32_t> ids;
  for (TFE_TensorHandle *output : call.takeOutputs()) ids.push_back(stock::add(env, output));
  return values::makeIntegers(env, ids);
}

// A call on one of Node's threads. Lives from `functionStart` until its promise is settled.
struct Running {
  std::shared_ptr<Call> call;
  napi_deferred deferred;
  napi_async_work work;
};

void settle(napi_env env, Running &running) {
  Call &call = *running.call;
  try {
    napi_value result;
    napi_create_object(env, &result);
    values::setProperty(env, result, "ids", takeResult(env, call));
    values::setProperty(env, result, "milliseconds", values::make(env, call.milliseconds()));
    napi_resolve_deferred(env, running.deferred, result);
  } catch (const std::exception &failure) {
    napi_value code;
    napi_value error;
    napi_create_string_utf8(env, call.isInterrupted() ? "interrupted" : "failed", NAPI_AUTO_LENGTH, &code);
    napi_create_error(env, code, values::make(env, std::string(failure.what())), &error);
    napi_reject_deferred(env, running.deferred, error);
  }
}

}  // namespace

napi_value functionCall(napi_env env, const napi_value *arguments) {
  const std::shared_ptr<Call> call = prepare(env, arguments);
  call->execute();
  return takeResult(env, *call);
}

napi_value functionStart(napi_env env, const napi_value *arguments) {
  auto running = std::make_unique<Running>();
  running->call = prepare(env, arguments);

  napi_value result;
  napi_value finished;
  napi_value call;
  napi_create_object(env, &result);
  // JavaScript's hold on the call, to interrupt it.
  const auto release = [](napi_env, void *data, void *) { delete static_cast<std::shared_ptr<Call> *>(data); };
  auto held = std::make_unique<std::shared_ptr<Call>>(running->call);
  if (napi_create_external(env, held.get(), release, nullptr, &call) != napi_ok) throw Failure("no memory");
  held.release();

  const auto execute = [](napi_env, void *data) { static_cast<Running *>(data)->call->execute(); };
  const auto complete = [](napi_env env, napi_status, void *data) {
    const std::unique_ptr<Running> running(static_cast<Running *>(data));
    settle(env, *running);
    napi_delete_async_work(env, running->work);
  };
  const napi_value name = values::make(env, std::string("adversarium step"));
  napi_create_promise(env, &running->deferred, &finished);
  napi_create_async_work(env, nullptr, name, execute, complete, running.get(), &running->work);
  if (napi_queue_async_work(env, running->work) != napi_ok) throw Failure("no thread for a step");
  running.release();

  values::setProperty(env, result, "call", call);
  values::setProperty(env, result, "finished", finished);
  return result;
}

napi_value functionInterrupt(napi_env env, const napi_value *arguments) {
  (*static_cast<std::shared_ptr<Call> *>(values::external(env, arguments[0])))->interrupt();
  return nullptr;
}

}  // namespace adversarium
