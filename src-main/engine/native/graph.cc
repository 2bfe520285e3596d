#include "graph.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include "attributes.h"
#include "failure.h"
#include "interruption.h"
#include "owned.h"
#include "values.h"

namespace adversarium {

Graph::Graph(int stride) : graph_(TF_NewGraph()), stride_(stride) {
  if (stride == 0) return;
  interruption::registerOperation();
  TF_OperationDescription *description = begin("Placeholder");
  TF_SetAttrType(description, "dtype", interruption::kInputType);
  TF_SetAttrShape(description, "shape", nullptr, 0);
  call_ = {finish(description, "Placeholder"), 0};
}

void Graph::await(TF_OperationDescription *description) {
  if (last_look_ != nullptr) TF_AddControlInput(description, last_look_);
}

void Graph::count(TF_Operation *operation) {
  if (stride_ == 0 || ++since_look_ < stride_) return;
  since_look_ = 0;
  TF_OperationDescription *description = begin(interruption::kOperation);
  TF_AddInput(description, call_);
  TF_AddControlInput(description, operation);
  last_look_ = finish(description, interruption::kOperation);
}

TF_Output Graph::output(int64_t id) const {
  if (id < 0 || id >= static_cast<int64_t>(outputs_.size())) throw Failure("unknown symbolic tensor");
  return outputs_[static_cast<size_t>(id)];
}

std::vector<TF_Output> Graph::outputs(const std::vector<int64_t> &ids) const {
  std::vector<TF_Output> result;
  for (int64_t id : ids) result.push_back(output(id));
  return result;
}

TF_OperationDescription *Graph::begin(const std::string &type) {
  return TF_NewOperation(graph_, type.c_str(), (type + "_" + std::to_string(nodes_++)).c_str());
}

TF_Operation *Graph::finish(TF_OperationDescription *description, const std::string &type) {
  Status status;
  TF_Operation *operation = TF_FinishOperation(description, status);
  status.check(type);
  return operation;
}

TF_Operation *Graph::finishStateful(TF_OperationDescription *description, const std::string &type) {
  if (last_stateful_ != nullptr) TF_AddControlInput(description, last_stateful_);
  last_stateful_ = finish(description, type);
  stateful_.push_back(last_stateful_);
  return last_stateful_;
}

int64_t Graph::add(TF_Output output) {
  outputs_.push_back(output);
  return static_cast<int64_t>(outputs_.size()) - 1;
}

namespace {

// The dimensions, or null where the rank or one of them is unknown.
napi_value shapeOf(napi_env env, TF_Graph *graph, TF_Output output) {
  napi_value unknown;
  napi_get_null(env, &unknown);
  Status status;
  const int rank = TF_GraphGetTensorNumDims(graph, output, status);
  status.check("shape");
  if (rank < 0) return unknown;
  std::vector<int64_t> dimensions(static_cast<size_t>(rank));
  TF_GraphGetTensorShape(graph, output, dimensions.data(), rank, status);
  status.check("shape");
  std::vector<napi_value> result;
  for (int64_t dimension : dimensions) {
    if (dimension < 0) return unknown;
    result.push_back(values::make(env, static_cast<double>(dimension)));
  }
  return values::make(env, result);
}

napi_value describe(napi_env env, Graph &graph, TF_Output output) {
  napi_value result;
  napi_create_object(env, &result);
  values::setProperty(env, result, "shape", shapeOf(env, graph.get(), output));
  values::setProperty(env, result, "dtype", values::make(env, TF_OperationOutputType(output)));
  values::setProperty(env, result, "id", values::make(env, static_cast<double>(graph.add(output))));
  return result;
}

// Operations that oneDNN's layout pass merges in pairs. It aborts where one of them waits for anything but its inputs;
// those wait, so that nothing is lost.
bool isMerged(const std::string &type) {
  static const char *const kTypes[] = {"Pad",         "Conv2D",  "DepthwiseConv2dNative", "Conv2DBackpropFilter",
                                       "BiasAddGrad", "BiasAdd", "Transpose"};
  return std::find(std::begin(kTypes), std::end(kTypes), type) != std::end(kTypes);
}

bool isConstant(TF_Output output) { return std::strcmp(TF_OperationOpType(output.oper), "Const") == 0; }

TF_DataType typeOf(napi_env env, napi_value value) {
  return static_cast<TF_DataType>(values::integer(env, value));
}

}  // namespace

Graph &graphOf(napi_env env, napi_value value) { return *static_cast<Graph *>(values::external(env, value)); }

napi_value graphNew(napi_env env, const napi_value *arguments) {
  napi_value result;
  auto graph = std::make_unique<Graph>(static_cast<int>(values::integer(env, arguments[0])));
  const auto release = [](napi_env, void *data, void *) { delete static_cast<Graph *>(data); };
  if (napi_create_external(env, graph.get(), release, nullptr, &result) != napi_ok) throw Failure("no memory");
  graph.release();
  return result;
}

napi_value graphInput(napi_env env, const napi_value *arguments) {
  Graph &graph = graphOf(env, arguments[0]);
  const TF_DataType type = typeOf(env, arguments[1]);
  const std::vector<int64_t> shape = values::integers(env, arguments[2]);
  TF_OperationDescription *description = graph.begin("Placeholder");
  TF_SetAttrType(description, "dtype", type);
  TF_SetAttrShape(description, "shape", shape.data(), static_cast<int>(shape.size()));
  return describe(env, graph, {graph.finish(description, "Placeholder"), 0});
}

napi_value graphConstant(napi_env env, const napi_value *arguments) {
  Graph &graph = graphOf(env, arguments[0]);
  const TF_DataType type = typeOf(env, arguments[1]);
  const std::vector<int64_t> shape = values::integers(env, arguments[2]);
  const values::Bytes bytes = values::bytes(env, arguments[3]);
  size_t size = TF_DataTypeSize(type);
  for (int64_t dimension : shape) size *= static_cast<size_t>(dimension);
  if (size != bytes.size) throw Failure("constant: the data does not fill the shape");

  const Tensor tensor(TF_AllocateTensor(type, shape.data(), static_cast<int>(shape.size()), size), TF_DeleteTensor);
  if (size > 0) std::memcpy(TF_TensorData(tensor.get()), bytes.data, size);
  TF_OperationDescription *description = graph.begin("Const");
  Status status;
  TF_SetAttrType(description, "dtype", type);
  TF_SetAttrTensor(description, "value", tensor.get(), status);
  TF_Operation *operation = graph.finish(description, "Const");
  status.check("Const");
  return describe(env, graph, {operation, 0});
}

napi_value graphOperation(napi_env env, const napi_value *arguments) {
  Graph &graph = graphOf(env, arguments[0]);
  const std::string type = values::text(env, arguments[1]);
  const bool isStateful = values::boolean(env, arguments[4]);

  // All that can throw comes before the description: TensorFlow cannot take one back.
  const std::vector<Attribute> attributes = readAttributes(env, arguments[2]);
  struct Input {
    bool isList;
    std::vector<TF_Output> outputs;
  };
  std::vector<Input> inputs;
  for (napi_value input : values::elements(env, arguments[3])) {
    if (values::isArray(env, input)) inputs.push_back({true, graph.outputs(values::integers(env, input))});
    else inputs.push_back({false, {graph.output(values::integer(env, input))}});
  }

  TF_OperationDescription *description = graph.begin(type);
  for (const Input &input : inputs) {
    if (input.isList) TF_AddInputList(description, input.outputs.data(), static_cast<int>(input.outputs.size()));
    else TF_AddInput(description, input.outputs[0]);
  }
  for (const Attribute &attribute : attributes) attribute(description);
  // What comes from constants alone stays known before the call.
  const bool isKnown = std::all_of(inputs.begin(), inputs.end(), [](const Input &input) {
    return std::all_of(input.outputs.begin(), input.outputs.end(), isConstant);
  });
  if (!isKnown && !isMerged(type)) graph.await(description);
  TF_Operation *operation = isStateful ? graph.finishStateful(description, type) : graph.finish(description, type);
  if (!isKnown) graph.count(operation);

  std::vector<napi_value> result;
  for (int i = 0; i < TF_OperationNumOutputs(operation); ++i) result.push_back(describe(env, graph, {operation, i}));
  return values::make(env, result);
}

napi_value graphDefinition(napi_env env, const napi_value *arguments) {
  const Graph &graph = graphOf(env, arguments[0]);
  const std::string type = values::text(env, arguments[1]);
  const Buffer buffer(TF_NewBuffer(), TF_DeleteBuffer);
  Status status;
  TF_GraphGetOpDef(graph.get(), type.c_str(), buffer.get(), status);
  status.check(type);
  return values::makeBytes(env, buffer->data, buffer->length);
}

}  // namespace adversarium
