#ifndef ADVERSARIUM_SHARED_MEMORY_H_
#define ADVERSARIUM_SHARED_MEMORY_H_

// To be included before the package's sources, in place of its napi_auto_ref.h.
#define TF_NODEJS_NAPI_AUTO_REF_H_

#include <node_api.h>

#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace tfnodejs {

// Keeps a typed array alive for the tensor that uses its memory. TensorFlow may let the tensor go on any thread, where
// the package's own class would release the array; here that waits for the JavaScript thread's next new tensor.
class NapiAutoRef {
 public:
  napi_status Init(napi_env env, napi_value value) {
    env_ = env;
    abandoned_ = abandonedOfThisThread();
    abandoned_->release();
    return napi_create_reference(env, value, 1, &reference_);
  }

  napi_status Cleanup() {
    if (reference_ == nullptr) return napi_invalid_arg;
    const napi_ref reference = std::exchange(reference_, nullptr);
    if (std::this_thread::get_id() == thread_) return napi_delete_reference(env_, reference);
    abandoned_->add(env_, reference);
    return napi_ok;
  }

 private:
  // References that other threads gave up.
  class Abandoned {
   public:
    void add(napi_env env, napi_ref reference) {
      const std::lock_guard<std::mutex> lock(mutex_);
      references_.emplace_back(env, reference);
    }

    void release() {
      std::vector<std::pair<napi_env, napi_ref>> references;
      {
        const std::lock_guard<std::mutex> lock(mutex_);
        references.swap(references_);
      }
      for (const auto &[env, reference] : references) napi_delete_reference(env, reference);
    }

   private:
    std::mutex mutex_;
    std::vector<std::pair<napi_env, napi_ref>> references_;
  };

  static std::shared_ptr<Abandoned> abandonedOfThisThread() {
    static thread_local const auto abandoned = std::make_shared<Abandoned>();
    return abandoned;
  }

  napi_env env_ = nullptr;
  napi_ref reference_ = nullptr;
  const std::thread::id thread_ = std::this_thread::get_id();
  std::shared_ptr<Abandoned> abandoned_;
};

}  // namespace tfnodejs

#endif  // ADVERSARIUM_SHARED_MEMORY_H_
