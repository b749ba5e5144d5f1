// Job: a long computation in resumable slices.
//
// What it is for: a browser's worker cannot hear a message inside a call, and a page or a terminal wants
// to show how far things are. A job is a coroutine that yields its progress every few milliseconds; whoever
// owns it resumes it for as long as it likes and drops it to cancel. In a thread natively, between messages
// in a Web Worker.
// What it does not do: own threads or clocks; hand out its result (the coroutine's caller gave it a place).
#pragma once

#include <coroutine>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace errata {

struct Progress {
    std::string_view stage;   // a literal: "Reading ground truth"
    std::uint64_t done = 0;   // of this stage
    std::uint64_t total = 0;  // 0: not known
    std::string_view unit = "bytes";
};

class Job {
public:
    struct promise_type {
        Progress progress;
        std::optional<Error> error;
        std::exception_ptr failure;

        Job get_return_object() { return Job(Handle::from_promise(*this)); }
        std::suspend_always initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        std::suspend_always yield_value(Progress now) {
            progress = now;
            return {};
        }
        // co_return {} ends well, co_return error ends with it.
        void return_value(std::optional<Error> ended) { error = std::move(ended); }
        void unhandled_exception() { failure = std::current_exception(); }
    };

    Job() = default;
    Job(Job&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Job& operator=(Job&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;
    ~Job() {
        if (handle_) handle_.destroy();
    }

    // Runs the next slice; false when the job has ended. What the job threw is thrown here.
    bool step() {
        if (!handle_.done()) handle_.resume();
        if (handle_.promise().failure) std::rethrow_exception(handle_.promise().failure);
        return !handle_.done();
    }

    const Progress& progress() const { return handle_.promise().progress; }

    // How it ended; nothing: well, or not yet.
    const std::optional<Error>& error() const { return handle_.promise().error; }

private:
    using Handle = std::coroutine_handle<promise_type>;
    explicit Job(Handle handle) : handle_(handle) {}

    Handle handle_;
};

}  // namespace errata
