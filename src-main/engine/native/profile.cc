#include "profile.h"

#include <memory>
#include <string>
#include <vector>

#include "failure.h"
#include "graph.h"
#include "owned.h"
#include "stock.h"
#include "values.h"

namespace adversarium {
namespace {

using Tensors = std::vector<Tensor>;

// ConfigProto: graph_options.rewrite_options.disable_meta_optimizer = true, as in a function that is called without one.
constexpr uint8_t kConfig[] = {82, 5, 82, 3, 152, 1, 1};
// RunOptions: trace_level = FULL_TRACE.
constexpr uint8_t kTraced[] = {8, 3};

class Session {
 public:
  explicit Session(TF_Graph *graph) : options_(TF_NewSessionOptions(), TF_DeleteSessionOptions) {
    Status status;
    TF_SetConfig(options_.get(), kConfig, sizeof(kConfig), status);
    status.check("session");
    session_ = TF_NewSession(graph, options_.get(), status);
    status.check("session");
  }
  ~Session() {
    Status status;
    TF_DeleteSession(session_, status);
  }
  Session(const Session &) = delete;
  Session &operator=(const Session &) = delete;

  // The RunMetadata is added to `record` where there is one.
  void run(const std::vector<TF_Output> &inputs, const Tensors &given, const std::vector<TF_Output> &outputs,
           std::string *record) {
    Status status;
    std::vector<TF_Tensor *> fed;
    for (const auto &tensor : given) fed.push_back(tensor.get());
    std::vector<TF_Tensor *> fetched(outputs.size(), nullptr);
    const Buffer options(TF_NewBufferFromString(kTraced, sizeof(kTraced)), TF_DeleteBuffer);
    const Buffer metadata(TF_NewBuffer(), TF_DeleteBuffer);
    TF_SessionRun(session_, record ? options.get() : nullptr, inputs.data(), fed.data(), static_cast<int>(fed.size()),
                  outputs.data(), fetched.data(), static_cast<int>(fetched.size()), nullptr, 0,
                  record ? metadata.get() : nullptr, status);
    for (TF_Tensor *tensor : fetched) TF_DeleteTensor(tensor);
    status.check("run");
    if (record) record->append(static_cast<const char *>(metadata->data), metadata->length);
  }

 private:
  std::unique_ptr<TF_SessionOptions, decltype(&TF_DeleteSessionOptions)> options_;
  TF_Session *session_ = nullptr;
};

}  // namespace

napi_value graphProfile(napi_env env, const napi_value *arguments) {
  const Graph &graph = graphOf(env, arguments[0]);
  const std::vector<TF_Output> inputs = graph.outputs(values::integers(env, arguments[1]));
  const std::vector<int32_t> ids = values::ids(env, arguments[2]);
  const std::vector<TF_Output> outputs = graph.outputs(values::integers(env, arguments[3]));
  const int64_t runs = values::integer(env, arguments[4]);

  Status status;
  Tensors given;
  for (int32_t id : ids) {
    given.emplace_back(TFE_TensorHandleResolve(stock::tensorOf(env, id), status), TF_DeleteTensor);
    status.check("profile");
  }

  Session session(graph.get());
  session.run(inputs, given, outputs, nullptr);
  // Serialized messages one after another are one message with the fields of all.
  std::string record;
  for (int64_t run = 0; run < runs; ++run) session.run(inputs, given, outputs, &record);
  return values::makeBytes(env, record.data(), record.size());
}

}  // namespace adversarium
