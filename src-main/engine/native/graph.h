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
  // After every `stride` operations, one that looks for an interruption; 0: none.
  explicit Graph(int stride);
  ~Graph() { TF_DeleteGraph(graph_); }
  Graph(const Graph &) = delete;
  Graph &operator=(const Graph &) = delete;

  TF_Graph *get() const { return graph_; }
  TF_Output output(int64_t id) const;
  std::vector<TF_Output> outputs(const std::vector<int64_t> &ids) const;
  const std::vector<const TF_Operation *> &stateful() const { return stateful_; }
  // The input that says whether to go on; null where the graph cannot be interrupted.
  const TF_Output *call() const { return stride_ == 0 ? nullptr : &call_; }
  int nodes() const { return nodes_; }

  // Starts a node of this type with a name of its own.
  TF_OperationDescription *begin(const std::string &type);
  TF_Operation *finish(TF_OperationDescription *description, const std::string &type);
  // As `finish`, for an operation with side effects; `begin` and this one must not be interleaved with others.
  TF_Operation *finishStateful(TF_OperationDescription *description, const std::string &type);
  // Lets an operation wait until it is clear that the call goes on.
  void await(TF_OperationDescription *description);
  // To be told of every operation that waited.
  void count(TF_Operation *operation);
  int64_t add(TF_Output output);

 private:
  TF_Graph *graph_;
  std::vector<TF_Output> outputs_;
  std::vector<const TF_Operation *> stateful_;
  TF_Operation *last_stateful_ = nullptr;
  const int stride_;
  TF_Output call_{};
  TF_Operation *last_look_ = nullptr;
  int since_look_ = 0;
  int nodes_ = 0;
};

// For JavaScript, `argument` in the order named. A symbolic tensor is described as `{ id, shape, dtype }`, as
// tfjs-node describes a computed one; the shape is null where TensorFlow cannot tell it.

// (operations between two looks for an interruption, or 0) → graph
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
