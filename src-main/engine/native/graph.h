#ifndef ADVERSARIUM_GRAPH_H_
#define ADVERSARIUM_GRAPH_H_

#include <node_api.h>

#include <string>
#include <vector>

#include "tensorflow/c/c_api.h"

namespace adversarium {

// A graph under construction. Symbolic tensors are numbered in the order in which they are made. Operations with side
// effects run in the order in which they were added.
class Graph {
 public:
  Graph() : graph_(TF_NewGraph()) {}
  ~Graph() { TF_DeleteGraph(graph_); }
  Graph(const Graph &) = delete;
  Graph &operator=(const Graph &) = delete;

  TF_Graph *get() const { return graph_; }
  TF_Output output(int64_t id) const;
  std::vector<TF_Output> outputs(const std::vector<int64_t> &ids) const;
  const std::vector<const TF_Operation *> &stateful() const { return stateful_; }
  int nodes() const { return nodes_; }

  // Starts a node of this type with a name of its own.
  TF_OperationDescription *begin(const std::string &type);
  TF_Operation *finish(TF_OperationDescription *description, const std::string &type);
  // As `finish`, for an operation with side effects; `begin` and this one must not be interleaved with others.
  TF_Operation *finishStateful(TF_OperationDescription *description, const std::string &type);
  int64_t add(TF_Output output);

 private:
  TF_Graph *graph_;
  std::vector<TF_Output> outputs_;
  std::vector<const TF_Operation *> stateful_;
  TF_Operation *last_stateful_ = nullptr;
  int nodes_ = 0;
};

// For JavaScript, `argument` in the order named. A symbolic tensor is described as `{ id, shape, dtype }`, as
// tfjs-node describes a computed one; the shape is null where TensorFlow cannot tell it.

// () → graph
napi_value graphNew(napi_env env, const napi_value *arguments);
// (graph, dtype, shape) → tensor
napi_value graphInput(napi_env env, const napi_value *arguments);
// (graph, dtype, shape, typed array) → tensor
napi_value graphConstant(napi_env env, const napi_value *arguments);
// (graph, type, attributes, inputs, isStateful) → tensors. An input that is an array feeds a list argument.
napi_value graphOperation(napi_env env, const napi_value *arguments);
// (graph, type) → serialized OpDef
napi_value graphDefinition(napi_env env, const napi_value *arguments);

Graph &graphOf(napi_env env, napi_value value);

}  // namespace adversarium

#endif  // ADVERSARIUM_GRAPH_H_
